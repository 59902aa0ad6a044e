/**
 * Splits a table (CSV, TSV) whose header names the column `linkId` into its rows.
 *
 * @since 0.1.0
 */
import { CsvError, type Options, parse } from "csv-parse/sync"
import * as Predicate from "effect/Predicate"
import { columnName } from "./IdShape.js"
import { longestValue, type Piece, type Splitter } from "./LinkSplitter.js"

interface Columns {
  readonly count: number
  readonly linkId: number
  readonly workspaceId: number
}

/** A row as the parser hands it on, and as it is written. */
interface Row {
  readonly record: ReadonlyArray<string>
  readonly raw: string
}

// The parser's types do not know the option that asks for both.
const isRow = (row: unknown): row is Row => Predicate.hasProperty(row, "record") && Predicate.hasProperty(row, "raw")

const problems: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: "A quoted cell is not closed",
  CSV_INVALID_CLOSING_QUOTE: "Something follows the closing quote of a cell",
  INVALID_OPENING_QUOTE:
    'A quote stands within a cell that is not quoted. Write the cell in quotes, and "" for the quote',
  CSV_MAX_RECORD_SIZE: "The row is longer than 1 MiB, or a quoted cell is not closed"
}

const problemOf = (error: unknown): string =>
  (error instanceof CsvError ? problems[error.code] : undefined) ?? "The row cannot be read as CSV"

const trimmed = (cell: string): string => cell.replace(/^[ \t]+|[ \t]+$/g, "")

const newlines = (text: string): number => text.split("\n").length - 1

/**
 * A splitter that keeps no more of the text than the row at hand.
 *
 * @since 0.1.0
 * @category constructors
 */
export class LinkTable implements Splitter {
  private rest = ""
  /** The position up to which the current row was scanned. */
  private looked = 0
  private inQuotes = false
  private columns: Columns | undefined
  private broken = false
  private line: number
  private readonly options: Options

  /** @param line - The number of the line that the text begins on: that of the header. */
  constructor(delimiter: string, line: number) {
    this.line = line
    this.options = {
      delimiter,
      record_delimiter: "\n",
      relax_column_count: true,
      skip_empty_lines: true,
      // Blanks around quotes. Between tabs, an empty cell is a cell.
      trim: delimiter !== "\t",
      raw: true,
      max_record_size: longestValue
    }
  }

  push(chunk: string, isLast = false): ReadonlyArray<Piece> {
    if (this.broken) return []
    this.rest += chunk
    const end = isLast ? this.rest.length : this.endOfRows()
    const pieces: Array<Piece> = []
    const rows = this.rest.slice(0, end)
    this.rest = this.rest.slice(end)
    this.looked -= end
    this.read(rows, pieces)
    if (!this.broken && this.rest.length > longestValue) {
      this.broken = true
      pieces.push({ kind: "problem", line: this.line, text: problems["CSV_MAX_RECORD_SIZE"] ?? "" })
    }
    return pieces
  }

  /** Finds the end of the last complete row. A quote within quotes is written twice, so that they come in pairs. */
  private endOfRows(): number {
    let end = 0
    for (let at = this.looked; at < this.rest.length; at++) {
      const character = this.rest[at]
      if (character === '"') this.inQuotes = !this.inQuotes
      else if (character === "\n" && !this.inQuotes) end = at + 1
    }
    this.looked = this.rest.length
    return end
  }

  private read(rows: string, pieces: Array<Piece>): void {
    const add = (piece: Piece | undefined): void => {
      if (piece === undefined || this.broken) return
      this.broken = piece.kind === "problem"
      pieces.push(piece)
    }
    let lastLine = 0
    try {
      parse(rows, {
        ...this.options,
        on_record: (row: unknown, { lines }) => {
          if (!isRow(row)) return null
          const { raw, record: cells } = row
          lastLine = lines
          const first = this.line + lines - 1 - cells.reduce((sum, cell) => sum + newlines(cell), 0)
          add(this.row(cells, raw, first))
          return null
        }
      })
    } catch (error) {
      const blankLines = rows
        .split("\n")
        .slice(lastLine)
        .findIndex((line) => line.trim() !== "")
      add({ kind: "problem", line: this.line + lastLine + blankLines, text: problemOf(error) })
    }
    this.line += newlines(rows)
  }

  private row(cells: ReadonlyArray<string>, raw: string, line: number): Piece | undefined {
    const problem = (text: string): Piece => ({ kind: "problem", line, text })
    if (this.columns === undefined) return this.header(cells, problem)
    const { count, linkId, workspaceId } = this.columns
    const isEmpty = (cell: string): boolean => trimmed(cell) === ""
    if (cells.every(isEmpty)) return undefined
    if (raw.trimStart().startsWith("#")) {
      // A title may begin with it, and so may a row that somebody has taken out.
      return linkId === 0 || cells.length !== count
        ? undefined
        : problem("The row begins with #, as a comment does, and has every cell. Remove it, or quote its first cell")
    }
    if (cells.length < count || !cells.slice(count).every(isEmpty)) {
      return problem(
        `The row has ${cells.length} cells and the header ${count}. A cell with a delimiter in it is quoted`
      )
    }
    const id = trimmed(cells[linkId] ?? "")
    if (id === "") return problem("The row has no linkId")
    return { kind: "row", line, linkId: id, workspaceId: trimmed(cells[workspaceId] ?? "") }
  }

  private header(cells: ReadonlyArray<string>, problem: (text: string) => Piece): Piece | undefined {
    const names = cells.map(columnName)
    const linkId = names.indexOf("linkid")
    const workspaceId = names.indexOf("workspaceid")
    if (linkId === -1) return problem("The header names no column linkId")
    if (linkId !== names.lastIndexOf("linkid") || workspaceId !== names.lastIndexOf("workspaceid")) {
      return problem("The header names a column twice, so that it is not clear which of them is meant")
    }
    this.columns = { count: names.length, linkId, workspaceId }
    return undefined
  }
}
