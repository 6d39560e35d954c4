import { AthenaError } from '../../contract/errors.ts'
import type { Clock } from '../ports.ts'
import type { CustomKind } from './api.ts'
import { checkPattern } from './detect/check-pattern.ts'
import type { ExtraDetectors } from './detect/extra.ts'
import { kindNamed } from './kinds/index.ts'
import type { Vault } from './vault/vault.ts'

/** Kind of the user's own values unless they say another. */
const ownKind = 'MY_DATA'

/** The user's own values ("My data") and kinds, kept encrypted in the vault's database. */
export class OwnDetectors {
  readonly #vault: Vault
  readonly #clock: Clock
  #values: { id: number; kind: string; value: string }[] = []
  #kinds: { id: number; kind: CustomKind }[] = []

  constructor(vault: Vault, clock: Clock) {
    this.#vault = vault
    this.#clock = clock
    this.#read()
  }

  values(): readonly { id: number; kind: string; value: string }[] {
    return this.#values
  }
  kinds(): CustomKind[] {
    return this.#kinds.map((item) => item.kind)
  }
  isKind(name: string): boolean {
    return name === ownKind || this.#kinds.some((item) => item.kind.name === name)
  }

  addValue(value: string, kind: string): number {
    const trimmed = value.trim()
    if (trimmed.length < 2 || trimmed.length > 500) {
      throw new AthenaError('BAD_PARAMS', 'A value of My data has between 2 and 500 characters.')
    }
    if (kind !== ownKind && !kindNamed(kind) && !this.isKind(kind)) {
      throw new AthenaError('BAD_PARAMS', `There is no kind named ${kind}.`)
    }
    const known = this.#values.find((item) => item.value === trimmed && item.kind === kind)
    return known?.id ?? this.#insert(kind, trimmed)
  }

  remove(id: number): boolean {
    const { changes } = this.#vault.database.prepare('DELETE FROM own WHERE id = ?').run(id)
    this.#read()
    return changes > 0
  }

  addKind(kind: CustomKind): void {
    if (!/^[A-Z][A-Z0-9_]{1,38}[A-Z0-9]$/.test(kind.name) || kindNamed(kind.name) || kind.name === ownKind) {
      throw new AthenaError(
        'BAD_PARAMS',
        'The name of a kind is 3 to 40 capital letters, digits and _, begins with a letter and is not one of the built-in names.',
      )
    }
    if ((kind.pattern === undefined) === (kind.words === undefined)) {
      throw new AthenaError('BAD_PARAMS', 'A kind of your own has either a pattern or a list of words.')
    }
    if (kind.pattern !== undefined) checkPattern(kind.pattern, kind.ignoreCase ?? false)
    this.removeKind(kind.name)
    this.#insert('#kind', JSON.stringify(kind))
  }

  removeKind(name: string): boolean {
    const item = this.#kinds.find((one) => one.kind.name === name)
    return item ? this.remove(item.id) : false
  }

  /** What the scanner needs. */
  detectors(): ExtraDetectors {
    return {
      own: [
        ...this.#values.map(({ kind, value }) => ({ kind, value })),
        ...this.kinds().flatMap((kind) => (kind.words ?? []).map((value) => ({ kind: kind.name, value }))),
      ],
      custom: this.kinds().flatMap((kind) =>
        kind.pattern === undefined
          ? []
          : [
              {
                name: kind.name,
                pattern: kind.pattern,
                ignoreCase: kind.ignoreCase ?? false,
                words: kind.near ?? [],
              },
            ],
      ),
    }
  }

  #insert(kind: string, value: string): number {
    const id = this.#vault.database
      .prepare('INSERT INTO own (kind, value, created) VALUES (?, ?, ?)')
      .run(kind, this.#vault.sealOwn(value, kind), this.#clock.now()).lastInsertRowid as number
    this.#read()
    return id
  }

  #read(): void {
    const rows = this.#vault.database.prepare('SELECT id, kind, value FROM own ORDER BY id').all() as {
      id: number
      kind: string
      value: Buffer
    }[]
    const plain = rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      value: this.#vault.openOwn(row.value, row.kind),
    }))
    this.#values = plain.filter((row) => row.kind !== '#kind')
    this.#kinds = plain
      .filter((row) => row.kind === '#kind')
      .map((row) => ({ id: row.id, kind: JSON.parse(row.value) as CustomKind }))
  }
}
