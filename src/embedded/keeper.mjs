// Runs one server and outlives nothing: when the pipe from the parent closes (the parent ended, however), the server is stopped.
// Plain JavaScript, so that it starts at once. Usage: keeper.mjs <stopSignal> <logFile> <uid|-> <gid|-> <command> [args…]
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';

const [stopSignal, logFile, uid, gid, command, ...args] = process.argv.slice(2);
const log = openSync(logFile, 'a');
const child = spawn(command, args, {
  stdio: ['ignore', log, log],
  detached: true,
  ...(uid === '-' ? {} : { uid: Number(uid), gid: Number(gid) }),
});
child.on('error', (error) => {
  process.send?.({ failed: error.message });
  process.exit(1);
});
child.on('exit', (code, signal) => {
  process.send?.({ exited: signal ?? code });
  process.exit(0);
});
process.send?.({ pid: child.pid });

let stopping = false;
function stop() {
  if (stopping) return;
  stopping = true;
  child.kill(stopSignal);
  setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
}
// Ctrl-C reaches the whole foreground group; the parent stops the servers in their order.
process.on('SIGINT', () => {});
process.on('SIGTERM', stop);
process.on('disconnect', stop);
