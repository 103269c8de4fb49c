import type { Parameter, Statement } from '../connection.ts'

/** A piece of SQL. Values are in it by their placeholders only. */
export type Sql = string

/** Collects the values of a statement while it is written. */
export class Bindings {
  readonly #parameters: Record<string, Parameter> = {}
  readonly #names = new Map<string, string>()

  #bind(type: string, value: Parameter): Sql {
    const key = JSON.stringify([type, value])
    let name = this.#names.get(key)
    if (name === undefined) {
      name = `p${this.#names.size}`
      this.#names.set(key, name)
      this.#parameters[name] = value
    }
    return `{${name}:${type}}`
  }

  text(value: string): Sql {
    return this.#bind('String', value)
  }

  texts(values: readonly string[]): Sql {
    return this.#bind('Array(String)', values)
  }

  /** A name of a column or subcolumn. */
  identifier(name: string): Sql {
    return this.#bind('Identifier', name)
  }

  integer(value: number | bigint): Sql {
    return this.#bind('Int64', String(value))
  }

  unsigned(value: number | bigint): Sql {
    return this.#bind('UInt64', String(value))
  }

  /** A double by its bits, so that no digit depends on how the engine reads decimals. */
  double(value: number): Sql {
    const view = new DataView(new ArrayBuffer(8))
    view.setFloat64(0, value)
    return `reinterpretAsFloat64(${this.unsigned(view.getBigUint64(0))})`
  }

  /** Nanoseconds since the epoch as the type of the time columns. */
  time(nanos: bigint): Sql {
    return `fromUnixTimestamp64Nano(${this.integer(nanos)}, 'UTC')`
  }

  statement(sql: Sql): Statement {
    return { sql, parameters: this.#parameters }
  }
}
