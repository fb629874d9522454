import type { ImportProblem, Reconciliation } from '../../kernel/imports/format.ts';
import { yuanText } from '../../kernel/money.ts';
import { words } from '../../kernel/words.ts';
import { fileProblem } from './problems.ts';

interface Link {
  line: number;
  number: string;
  amount: bigint;
  balance: bigint;
}

interface Break {
  link: Link;
  expected: bigint;
}

/** One reading direction of a bill: the balance that the next row must continue from, and what broke. */
class Direction {
  links = 0;
  holding = 0;
  firstBreak: Break | null = null;
  #cursor: bigint | null = null;
  readonly #entry: (link: Link) => bigint;
  readonly #exit: (link: Link) => bigint;

  constructor(entry: (link: Link) => bigint, exit: (link: Link) => bigint) {
    this.#entry = entry;
    this.#exit = exit;
  }

  /** Rows of one second stand in any order in the bill: they are chained by their balances, file order first. */
  take(group: readonly Link[]): void {
    const waiting = Map.groupBy(group.toReversed(), (link) => this.#entry(link));
    const left = new Set(group);
    while (left.size > 0) {
      const link = (this.#cursor === null ? undefined : waiting.get(this.#cursor)?.at(-1)) ?? firstOf(left);
      // Among rows that begin at one balance the first of the file is last in the list: both ways take that one.
      waiting.get(this.#entry(link))?.pop();
      left.delete(link);
      this.#continue(link);
    }
  }

  #continue(link: Link): void {
    if (this.#cursor !== null) {
      this.links += 1;
      if (this.#entry(link) === this.#cursor) this.holding += 1;
      else this.firstBreak ??= { link, expected: link.balance + this.#cursor - this.#entry(link) };
    }
    this.#cursor = this.#exit(link);
  }

  /** A row that could not be read lies between: the next row continues from nothing that is known. */
  forget(): void {
    this.#cursor = null;
  }
}

function firstOf(links: ReadonlySet<Link>): Link {
  for (const link of links) return link;
  throw new RangeError('no row is left in this second');
}

/**
 * Checks the running balance of a fund bill row by row. Bills run either from old to new or from new to old; both are followed and
 * the one that the times speak for (or, within one second, the one that breaks less) is reported. A break means that rows are
 * missing, doubled or edited.
 */
export class BalanceChain {
  readonly #forward = new Direction((link) => link.balance - link.amount, (link) => link.balance);
  readonly #backward = new Direction((link) => link.balance, (link) => link.balance - link.amount);
  #group: Link[] = [];
  #second: number | null = null;
  #firstTime: number | null = null;
  #lastTime: number | null = null;

  /** `amount` is our sign; `occurredAt` in ms; a row without a balance is a gap. */
  add(line: number, number: string, occurredAt: number, amount: bigint, balance: bigint | null): void {
    if (balance === null) return this.gap();
    if (occurredAt !== this.#second) this.#flush();
    this.#second = occurredAt;
    this.#firstTime ??= occurredAt;
    this.#lastTime = occurredAt;
    this.#group.push({ line, number, amount, balance });
  }

  gap(): void {
    this.#flush();
    this.#forward.forget();
    this.#backward.forget();
  }

  #flush(): void {
    if (this.#group.length === 0) return;
    this.#forward.take(this.#group);
    this.#backward.take(this.#group);
    this.#group = [];
  }

  end(): { reconciliation: Reconciliation[]; problems: ImportProblem[] } {
    this.#flush();
    const chain = this.#direction();
    if (chain.links === 0) return { reconciliation: [], problems: [] };
    const reconciliation: Reconciliation[] = [{
      name: words('余额逐笔衔接', 'Balances that continue the one before'),
      unit: 'count',
      file: BigInt(chain.links),
      rows: BigInt(chain.holding),
      ok: chain.links === chain.holding,
    }];
    const first = chain.firstBreak;
    if (!first) return { reconciliation, problems: [] };
    const { line, number, balance } = first.link;
    return { reconciliation, problems: [fileProblem(line, 'balance-break', words(
      `第 ${line} 行（流水号 ${number}）余额 ${yuanText(balance)} 与前后流水不衔接，按金额推算应为 ${yuanText(first.expected)}，请检查此处是否缺行、重复或被改动`,
      `The balance ${yuanText(balance)} of line ${line} (number ${number}) does not continue its neighbour, which leads to ${yuanText(first.expected)}: look for missing, doubled or edited rows here`,
    ))] };
  }

  #direction(): Direction {
    if (this.#firstTime !== null && this.#lastTime !== null && this.#firstTime !== this.#lastTime)
      return this.#firstTime < this.#lastTime ? this.#forward : this.#backward;
    return this.#backward.holding > this.#forward.holding ? this.#backward : this.#forward;
  }
}
