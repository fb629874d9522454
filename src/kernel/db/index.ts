export { busyReason, DatabaseBusy, type BusyReason } from './busy.ts';
export { startEmbedded, type Embedded, type EmbeddedOptions } from './embedded.ts';
export { DatabaseProblem } from './errors.ts';
export { migrate, type AppliedMigration, type MigrateOptions } from './migrate.ts';
export { ownersInOrder, schemaOf, type Architecture } from './owners.ts';
export { openDatabase, type DatabaseOptions, type Db, type Queryable } from './pool.ts';
export { transaction, type TransactionOptions, type Tx } from './transaction.ts';
export { parseInstant, toTimestamp } from './types.ts';
