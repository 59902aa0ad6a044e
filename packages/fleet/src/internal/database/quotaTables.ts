import type { SqlClient } from "@effect/sql/SqlClient"
import { type DialectName, nameOf } from "./dialect.js"
import { inOrder } from "./inOrder.js"

const sqlite = [
  `CREATE TABLE userplane_quotas (
    user_id text PRIMARY KEY,
    paused_until integer NOT NULL,
    longest integer NOT NULL
  )`,
  `CREATE TABLE userplane_permits (
    id text PRIMARY KEY,
    user_id text NOT NULL,
    taken_at integer NOT NULL,
    ended_at integer NOT NULL,
    in_flight integer NOT NULL
  )`,
  "CREATE INDEX userplane_permits_ended ON userplane_permits (user_id, ended_at, in_flight)"
]

const pg = [
  `CREATE TABLE userplane_quotas (
    user_id text PRIMARY KEY,
    paused_until bigint NOT NULL,
    longest bigint NOT NULL
  )`,
  `CREATE TABLE userplane_permits (
    id text PRIMARY KEY,
    user_id text NOT NULL,
    taken_at bigint NOT NULL,
    ended_at bigint NOT NULL,
    in_flight integer NOT NULL
  )`,
  "CREATE INDEX userplane_permits_ended ON userplane_permits (user_id, ended_at, in_flight)",
  `CREATE FUNCTION userplane_now() RETURNS bigint LANGUAGE sql VOLATILE AS $$
    SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint
  $$`,
  // One round trip in which each statement sees what was committed before it. The first one creates the row that it locks, so
  // that whoever counts after it counts alone, and reads the clock after the wait.
  `CREATE FUNCTION userplane_take_permit(wanted_user text, wanted_id text, lease bigint, windows jsonb)
  RETURNS TABLE (
    reason text,
    window_limit double precision,
    window_millis double precision,
    remaining double precision
  )
  LANGUAGE plpgsql VOLATILE AS $$
  DECLARE
    quota userplane_quotas;
    now_millis bigint;
    asked record;
    leaving record;
    full_window record;
    opens_at bigint := 0;
    is_certain boolean;
  BEGIN
    INSERT INTO userplane_quotas AS q (user_id, paused_until, longest)
    SELECT wanted_user, 0, coalesce(max(w.millis), 0) FROM jsonb_to_recordset(windows) AS w(millis bigint)
    ON CONFLICT (user_id) DO UPDATE SET longest = greatest(q.longest, excluded.longest)
    RETURNING q.* INTO quota;
    now_millis := userplane_now();

    DELETE FROM userplane_permits AS p WHERE p.user_id = wanted_user AND p.ended_at <= now_millis - quota.longest;

    UPDATE userplane_permits AS p SET ended_at = now_millis + lease WHERE p.id = wanted_id AND p.ended_at > now_millis;
    IF FOUND THEN
      RETURN;
    END IF;

    IF quota.paused_until > now_millis THEN
      RETURN QUERY SELECT 'Pause', NULL::float8, NULL::float8, (quota.paused_until - now_millis)::float8;
      RETURN;
    END IF;

    FOR asked IN SELECT w."limit", w.millis FROM jsonb_to_recordset(windows) AS w("limit" bigint, millis bigint) LOOP
      SELECT p.ended_at, p.in_flight INTO leaving FROM userplane_permits AS p
      WHERE p.user_id = wanted_user AND p.ended_at > now_millis - asked.millis
      ORDER BY p.ended_at DESC OFFSET asked."limit" - 1 LIMIT 1;
      IF FOUND AND leaving.ended_at + asked.millis > opens_at THEN
        opens_at := leaving.ended_at + asked.millis;
        full_window := asked;
        is_certain := leaving.in_flight = 0 OR leaving.ended_at <= now_millis;
      END IF;
    END LOOP;
    IF opens_at > 0 THEN
      RETURN QUERY SELECT 'Window', full_window."limit"::float8, full_window.millis::float8,
        CASE WHEN is_certain THEN (opens_at - now_millis)::float8 END;
      RETURN;
    END IF;

    INSERT INTO userplane_permits (id, user_id, taken_at, ended_at, in_flight)
    VALUES (wanted_id, wanted_user, now_millis, now_millis + lease, 1)
    ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at;
  END
  $$`
]

const statements: { readonly [D in DialectName]: ReadonlyArray<string> } = { pg, sqlite }

/** The quota of each user, and the permits that still count in it. All times are milliseconds since the epoch. */
export const make = (sql: SqlClient) => inOrder(sql, statements[nameOf(sql)])
