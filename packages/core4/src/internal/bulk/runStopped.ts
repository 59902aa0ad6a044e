import * as DateTime from "effect/DateTime"
import type { Outage } from "../../Quota.js"
import { OutageTooLong, RunStopped } from "../../RunStopped.js"

export const tooLong = (outage: Outage): OutageTooLong =>
  new OutageTooLong({
    outage,
    message: `The service has not answered since ${DateTime.formatIso(outage.since)} (${outage.message})`
  })

export const because = (cause: RunStopped["cause"]): RunStopped =>
  new RunStopped({ cause, message: `Nothing more was sent: ${cause.message}` })
