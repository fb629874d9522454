import { scopeOf } from '../kernel/actor.ts';
import type { ImportKind } from '../kernel/imports/format.ts';
import type { Imports } from '../kernel/imports/imports.ts';
import { fullCells } from '../kernel/imports/queries.ts';
import { importers } from '../kernel/imports/run-verbs.ts';
import { words } from '../kernel/words.ts';
import { unmasking, type Unmasking } from '../registers/company/index.ts';

const cells = Array.from({ length: 1_000 }, (_, at) => `cell-${at}`);

/** A whole cell of a row in quarantine, with a reason, logged: `id` is `run/position-line`, the field `cell-N`. */
export const importUnmasker = (imports: Imports): Unmasking => unmasking<{ kinds: readonly ImportKind[]; [cell: string]: unknown }>({
  name: 'imports.unmask-cell', title: words('查看待处理行的个人信息', 'See personal data of a row in quarantine'), kind: 'import-row', may: importers, fields: cells,
  load: async (tx, id) => {
    const found = /^([0-9a-f-]{36})\/(\d{1,4}-\d{1,9})$/.exec(id);
    const row = found && (await fullCells(imports, tx.runner, { run: found[1]!, row: found[2]! }));
    return row ? { ...row.cells, kinds: row.kinds } : null;
  },
  inScope: (actor, _scope, { kinds }) => scopeOf(actor, imports.targetOf(kinds).may) !== null,
});
