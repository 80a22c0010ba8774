import { setTimeout as pause } from 'node:timers/promises';
import { idOf, nameOf, readHandover, waitOf } from '../cases.ts';
import { when } from '../print.ts';
import { withProgress } from '../progress.ts';
import type { Verb } from '../verb.ts';

const LOOK_EVERY_MS = 1_000;
/** Nothing comes after these. */
const OVER: ReadonlySet<string> = new Set(['closed', 'cancelled']);

/** A case as it goes on: a bar for who looks on, a line for every change where it is piped. */
export const watchVerbs: readonly Verb[] = [
  {
    name: 'watch',
    takes: ['<handover>'],
    options: [{ flags: '--until-transferred' }],
    async run(call) {
      const id = await idOf(call, call.given.arg(0));
      const { signal } = call.io;
      await withProgress(call, 'case', async (watch) => {
        for (let before = ''; ;) {
          const h = await readHandover(call, id);
          const { state, step, progressPct, waitingFor, dueAt } = h;
          const at = JSON.stringify({ state, step, progressPct, waitingFor, dueAt });
          const told = [
            h.label,
            call.label(`state.${state}`),
            call.label(`step.${step}`),
            `${progressPct} %`,
            waitOf(call, h),
            h.awaited.map((one) => nameOf(one.person)).join(', '),
            when(dueAt, call.locale),
          ];
          watch(progressPct, 100, told.slice(1, 3).join('  '));
          if (at !== before && call.json) call.io.out(at);
          else if (at !== before && call.io.terminal === undefined)
            call.io.out(told.filter((part) => part !== '').join('  '));
          before = at;
          if (OVER.has(state) || (call.given.flag('untilTransferred') && h.transferredAt !== null)) return;
          await pause(LOOK_EVERY_MS, undefined, signal ? { signal } : {}).catch(() => {});
          if (signal?.aborted) return;
        }
      });
    },
  },
];
