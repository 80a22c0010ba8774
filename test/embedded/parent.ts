// Starts one server and stays, to be killed by a test. Usage: parent.ts postgres|temporal <folder>; says the server's pid.
import { startPostgres } from '../../src/embedded/postgres.ts';
import { startTemporalDevServer } from '../../src/embedded/temporal.ts';

const [server, dataDir = ''] = process.argv.slice(2);
const { pid } =
  server === 'postgres'
    ? await startPostgres({ dataDir, settings: { fsync: 'off', shared_buffers: '16MB' } })
    : await startTemporalDevServer({ dataDir, searchAttributes: {} });
console.log(pid);
// Ends with the test that holds its input, even when that is killed.
process.stdin.resume().on('end', () => process.exit());
