import type { ImportProblem, Reconciliation } from '../../kernel/imports/format.ts';
import { words, type Words } from '../../kernel/words.ts';
import { cleanText, readCount, readMilliFen, roundToFen } from './cells.ts';
import { headingName } from './layout.ts';
import { fileProblem, totalsMissing } from './problems.ts';

export interface WechatTotal {
  /** Name in the totals heading, and those of other years. */
  names: readonly string[];
  title: Words;
  unit: 'fen' | 'count';
}

/**
 * The last two lines of a WeChat bill: a heading of totals and one row. Sums are kept in 1/1000 fen, because fees have five
 * decimals; both sides are rounded to the fen once, at the end. Of files pasted behind one another the totals add up.
 */
export class WechatTotals {
  readonly #known: readonly WechatTotal[];
  readonly #rows = new Map<WechatTotal, bigint>();
  readonly #file = new Map<WechatTotal, bigint>();
  readonly #problems: ImportProblem[] = [];
  #heading: readonly string[] | null = null;

  constructor(known: readonly WechatTotal[]) {
    this.#known = known;
  }

  /** A record's share: counts as they are, money in 1/1000 fen. */
  add(name: string, value: bigint): void {
    const total = this.#named(name);
    if (!total) throw new RangeError(`no total is called ${name}`);
    this.#rows.set(total, (this.#rows.get(total) ?? 0n) + value);
  }

  /** True when the row belongs to the totals and holds no data. */
  takes(cells: readonly string[], line: number): boolean {
    if (this.#named(headingName(cells[0] ?? ''))?.unit === 'count') {
      this.#heading = cells.map(headingName);
      return true;
    }
    if (!this.#heading) return false;
    const heading = this.#heading;
    this.#heading = null;
    for (const [at, name] of heading.entries()) if (name) this.#state(name, cleanText(cells[at]), line);
    return true;
  }

  #named(name: string): WechatTotal | undefined {
    return this.#known.find((total) => total.names.includes(name));
  }

  #state(name: string, text: string, line: number): void {
    const total = this.#named(name);
    const value = !total ? null : total.unit === 'count' ? readCount(text) : readMilliFen(text);
    if (!total || value === null) {
      this.#problems.push(fileProblem(line, total ? 'total-unreadable' : 'total-unknown', words(
        `合计“${name}”的值“${text}”未能核对，请重新下载账单；若仍出现请联系管理员`,
        `The total “${name}” with “${text}” was not checked: download the bill again, and tell an administrator if it stays`)));
      return;
    }
    this.#file.set(total, (this.#file.get(total) ?? 0n) + value);
  }

  end(): { reconciliation: Reconciliation[]; problems: ImportProblem[] } {
    // Which totals a bill states depends on its variant; the count is always among them.
    const stated = this.#known.filter((total) => this.#file.has(total));
    const shown = stated.length > 0 ? stated : this.#known.filter((total) => total.unit === 'count').slice(0, 1);
    const reconciliation = shown.map((total): Reconciliation => {
      const inUnit = (value: bigint) => (total.unit === 'fen' ? roundToFen(value) : value);
      const rows = inUnit(this.#rows.get(total) ?? 0n);
      const said = this.#file.get(total);
      const file = said === undefined ? null : inUnit(said);
      return { name: total.title, unit: total.unit, file, rows, ok: file === rows };
    });
    return { reconciliation, problems: stated.length > 0 ? this.#problems : [...this.#problems, totalsMissing()] };
  }
}
