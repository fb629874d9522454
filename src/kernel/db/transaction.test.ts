import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { startWire } from '../../../tests/support/wire.ts';
import { openDatabase } from './pool.ts';
import { transaction } from './transaction.ts';

interface Tables {
  account: { id: number; balance: bigint };
}

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase({ migrations: 'none' });
  await database.db.query('create table account (id int primary key, balance int8 not null check (balance >= 0))');
});
beforeEach(async () => {
  await database.db.query('truncate account');
  await database.db.query('insert into account values (1, 1000), (2, 1000)');
});
afterAll(async () => database.close());

const balances = async (): Promise<bigint[]> => (await database.db.query<{ balance: bigint }>('select balance from account order by id')).rows.map((row) => row.balance);

test('all of a transfer is saved, by statement and by builder alike', async () => {
  await transaction(database.db, async (tx) => {
    await tx.query('update account set balance = balance - $1 where id = 1', [300n]);
    await tx.tables<Tables>().updateTable('account').set((eb) => ({ balance: eb('balance', '+', 300n) })).where('id', '=', 2).execute();
  });
  expect(await balances()).toEqual([700n, 1300n]);
});

test('none of a transfer is saved when its second half is refused', async () => {
  await expect(transaction(database.db, async (tx) => {
    await tx.query('update account set balance = balance + 5000 where id = 2');
    await tx.query('update account set balance = balance - 5000 where id = 1');
  })).rejects.toMatchObject({ code: '23514' });
  expect(await balances()).toEqual([1000n, 1000n]);
});

test('a failure that was swallowed does not look like success', async () => {
  await expect(transaction(database.db, async (tx) => {
    await tx.query('update account set balance = -1 where id = 1').catch(() => 'swallowed');
  })).rejects.toMatchObject({ code: '23514' });
});

test('a query that outlives its transaction is refused instead of running on its own', async () => {
  let late: Promise<unknown> | undefined;
  await transaction(database.db, async (tx) => {
    late = Promise.resolve().then(async () => Promise.resolve()).then(async () => new Promise((resolve, reject) => {
      setImmediate(() => void tx.query('update account set balance = 0').then(resolve, reject));
    }));
    late.catch(() => undefined);
  });
  await expect(late).rejects.toThrow('the transaction is over');
  expect(await balances()).toEqual([1000n, 1000n]);
});

describe('two at the same time', () => {
  test('whoever read what another has changed since tries again, and both changes count', async () => {
    const attempts: number[] = [];
    const both = Promise.withResolvers<void>();
    let readers = 0;
    const spend = async (): Promise<void> => transaction(database.db, async (tx) => {
      attempts.push(tx.attempt);
      const { rows: [row] } = await tx.query<{ balance: bigint }>('select balance from account where id = 1');
      readers += 1;
      if (readers === 2) both.resolve();
      if (tx.attempt === 1) await both.promise;
      await tx.query('update account set balance = $1 where id = 1', [(row?.balance ?? 0n) - 100n]);
    }, { isolation: 'serializable' });
    await Promise.all([spend(), spend()]);
    expect((await balances())[0]).toBe(800n);
    expect(attempts.toSorted((a, b) => a - b)).toEqual([1, 1, 2]);
  });

  test('opposite orders of locking end well for both', async () => {
    const firstLocks = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
    const move = async (from: number, to: number, mine: 0 | 1): Promise<void> => transaction(database.db, async (tx) => {
      await tx.query('update account set balance = balance - 1 where id = $1', [from]);
      firstLocks[mine].resolve();
      await firstLocks[mine === 0 ? 1 : 0].promise;
      await tx.query('update account set balance = balance + 1 where id = $1', [to]);
    });
    await Promise.all([move(1, 2, 0), move(2, 1, 1)]);
    expect(await balances()).toEqual([1000n, 1000n]);
  });

  test('when trying again does not help, the caller is told that the database is busy and nothing is saved', async () => {
    let attempts = 0;
    await expect(transaction(database.db, async (tx) => {
      attempts += 1;
      await tx.query('update account set balance = 0 where id = 1');
      await tx.query(`do $$ begin raise exception 'conflict' using errcode = '40001'; end $$`);
    }, { attempts: 3 })).rejects.toMatchObject({ name: 'DatabaseBusy', reason: 'conflict', inDoubt: false });
    expect(attempts).toBe(3);
    expect(await balances()).toEqual([1000n, 1000n]);
  });
});

describe('the wire breaks during COMMIT', () => {
  test.each([
    ['before', 1000n],
    ['after', 900n],
  ] as const)('%s the server has it: the caller learns that the outcome is unknown', async (when, balance) => {
    const wire = await startWire(database.url);
    const db = openDatabase({ url: wire.url, onLostConnection: () => {} });
    wire.cutAt('commit\0', when); // the end of the statement: BEGIN says "read committed" too
    try {
      await expect(transaction(db, async (tx) => tx.query('update account set balance = balance - 100 where id = 1')))
        .rejects.toMatchObject({ name: 'DatabaseBusy', inDoubt: true });
      expect((await balances())[0]).toBe(balance);
    } finally {
      await db.close();
      await wire.close();
    }
  });
});

describe('the last statement, with the commit behind it', () => {
  test('is saved together with everything before it, and nothing more is run in the transaction', async () => {
    await expect(transaction(database.db, async (tx) => {
      await tx.query('update account set balance = balance - 300 where id = 1');
      await tx.last('update account set balance = balance + 300 where id = 2');
      await tx.query('update account set balance = 0');
    })).rejects.toThrow('the transaction is over');
    expect(await balances()).toEqual([700n, 1300n]);
  });

  test('saves nothing when it is refused, and the connection serves the next caller', async () => {
    const one = openDatabase({ url: database.url, max: 1 });
    await expect(transaction(one, async (tx) => {
      await tx.query('update account set balance = balance + 5000 where id = 2');
      await tx.last('update account set balance = balance - 5000 where id = 1');
    })).rejects.toMatchObject({ code: '23514' });
    await transaction(one, async (tx) => tx.last('update account set balance = balance + 1 where id = 1'));
    expect(await balances()).toEqual([1001n, 1000n]);
    await one.close();
  });

  test('does not hide that a statement before it had failed', async () => {
    await expect(transaction(database.db, async (tx) => {
      await tx.query('update account set balance = -1').catch(() => {});
      await tx.last('select 1');
    })).rejects.toMatchObject({ code: '25P02' });
    expect(await balances()).toEqual([1000n, 1000n]);
  });
});
