// Runs one server and outlives nothing: when the pipe from the parent closes (the parent ended, however), the server is stopped.
// Plain JavaScript, so that it starts at once. Usage: keeper.mjs <JSON of Keep, see kept.ts>
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';

const { command, args, logFile, stopSignal, graceMs, as } = JSON.parse(process.argv[2]);
// The parent may be gone at any moment; what cannot be told is not worth dying for.
const tell = (message, then = () => {}) => process.send?.(message, then);
const leave = () => process.connected && process.disconnect();

const log = openSync(logFile, 'a');
// A process group of its own: Ctrl-C does not reach it, and what a wrapper script starts is stopped with it.
const child = spawn(command, args, { stdio: ['ignore', log, log], detached: true, cwd: '/', ...as });
child.on('error', (error) => {
  process.exitCode = 1;
  tell({ failed: error.message }, leave);
});
child.on('exit', (code, signal) => {
  tell({ exited: signal ?? String(code) }, leave);
});
if (child.pid !== undefined) tell({ pid: child.pid });

function send(signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // ended
  }
}

let stopping = false;
function stop() {
  if (stopping || child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  stopping = true;
  send(stopSignal);
  setTimeout(() => send('SIGKILL'), graceMs).unref();
}
process.on('SIGINT', () => {}); // the parent stops the servers in their order
process.on('SIGTERM', stop);
process.on('disconnect', stop);
