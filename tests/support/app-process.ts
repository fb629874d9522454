/**
 * A program that uses the embedded database, as the server and the commands do: joins or starts it, writes a line a second process
 * can wait for, and leaves when its input ends. With `write` it writes rows and reports each that was acknowledged.
 */
import pg from 'pg';
import { startEmbedded } from '../../src/kernel/db/index.ts';

const [dataDir = '', task = 'stay'] = process.argv.slice(2);
const server = await startEmbedded({ dataDir, log: (line) => process.stderr.write(`${line}\n`) });
process.stdout.write(`${JSON.stringify({ url: server.url, adopted: server.adopted })}\n`);
if (task === 'write') {
  const client = new pg.Client({ connectionString: server.url });
  client.on('error', () => process.exit(3));
  await client.connect();
  await client.query('create table if not exists acknowledged (n int primary key)');
  for (let n = 1; ; n += 1) {
    // The server was killed: what is not reported was not acknowledged.
    await client.query('insert into acknowledged values ($1)', [n]).catch(() => process.exit(3));
    process.stdout.write(`${n}\n`);
  }
}
process.stdin.resume();
process.stdin.once('end', () => void server.stop().then(() => process.exit(0)));
