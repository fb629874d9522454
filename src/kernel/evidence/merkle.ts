import { createHash } from 'node:crypto';

/** A step of a proof: the neighbour's hash and the side on which it stands. */
export interface ProofStep { readonly side: 'left' | 'right'; readonly hash: string }

// Leaves and inner nodes are told apart, so that no inner node can be passed off as a leaf.
const leafOf = (hash: Buffer): Buffer => createHash('sha256').update(Buffer.of(0)).update(hash).digest();
const nodeOf = (left: Buffer, right: Buffer): Buffer => createHash('sha256').update(Buffer.of(1)).update(left).update(right).digest();

/** The root over the links of one anchor, and the way from any of them to it. An odd node goes up alone. */
export class MerkleTree {
  readonly #levels: Buffer[][];

  constructor(links: readonly Buffer[]) {
    if (links.length === 0) throw new RangeError('a tree without leaves has no root');
    this.#levels = [links.map(leafOf)];
    for (let level = this.#levels[0]!; level.length > 1; level = this.#levels.at(-1)!) {
      const above: Buffer[] = [];
      for (let i = 0; i < level.length; i += 2) above.push(i + 1 < level.length ? nodeOf(level[i]!, level[i + 1]!) : level[i]!);
      this.#levels.push(above);
    }
  }

  get root(): Buffer {
    return this.#levels.at(-1)![0]!;
  }

  proof(index: number): ProofStep[] {
    if (index < 0 || index >= this.#levels[0]!.length) throw new RangeError(`no leaf ${index}`);
    const steps: ProofStep[] = [];
    let at = index;
    for (const level of this.#levels.slice(0, -1)) {
      const beside = at % 2 === 0 ? at + 1 : at - 1;
      if (beside < level.length) steps.push({ side: at % 2 === 0 ? 'right' : 'left', hash: level[beside]!.toString('hex') });
      at = Math.floor(at / 2);
    }
    return steps;
  }
}
