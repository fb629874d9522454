// Checks a packet where Dianzhang is not installed: `node main.ts PACKET [ANCHORS]` with Node 24 and the files of this folder.
import { verifyFile } from './verify-file.ts';

const [file, anchors = null] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('node main.ts PACKET [ANCHORS]\n');
  process.exitCode = 2;
} else {
  const verdict = await verifyFile(file, anchors);
  process.stdout.write(`${JSON.stringify(verdict, null, 2)}\n`);
  process.exitCode = verdict.ok ? 0 : 1;
}
