import {
  allHandlersFinished,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  log,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import * as d from '../src/contract/departure.ts';
import { cancelSignal } from '../src/contract/messages.ts';
import { handoverWorkflowId } from '../src/contract/names.ts';
import { effects } from './activity-options.ts';
import { refuse } from './refuse.ts';
import { SHAPES } from './shape.ts';

/** Short histories: a departure that waits for long goes on in a new run. */
const LOOKS_A_RUN = 40;

/** 离职: one workflow a leaver. Looks every few days and on demand what still names them, and ends only when nothing does. */
export async function departure(input: d.DepartureInput): Promise<d.DepartureResult> {
  const { departureId, employee, lastDay } = input;
  const standing: d.DepartureStanding = { state: 'open', left: [], overdue: false, nextLookAt: null };
  let again = false;
  let cancelledBy: string | null = null;
  setHandler(d.whatIsLeftQuery, () => standing, { description: '剩余事项 what still names the person' });
  setHandler(d.lookAgainSignal, () => void (again = true), { description: '立即重新检查 look again now' });
  setHandler(
    d.cancelDepartureUpdate,
    async ({ personId }) => {
      cancelledBy = personId;
      await condition(() => standing.state === 'cancelled');
      return standing;
    },
    {
      description: '取消离职，人员留任 the person stays',
      validator: (a) => {
        if (!SHAPES.decision(a)) refuse('messageMalformed');
        if (standing.state !== 'open' || cancelledBy !== null) refuse('departureOver');
      },
    },
  );

  const from = input.looks ?? 0;
  for (let nth = from, tell = false; ; nth += 1) {
    again = false;
    const look = await effects.lookAtLeaver.executeWithOptions({ summary: '检查剩余事项 what is left' }, [
      { departureId, at: new Date().toISOString(), nth, tell },
    ]);
    Object.assign(standing, { left: look.left, overdue: look.overdue, nextLookAt: look.next.at });
    setCurrentDetails(describe(employee.number, lastDay, standing));
    if (cancelledBy === null && look.left.length === 0) {
      // From here on it cannot be cancelled any more, unless something came up meanwhile.
      standing.state = 'closed';
      const closed = await effects.closeDeparture.executeWithOptions({ summary: '离职完成 nothing is left' }, [
        departureId,
        nth,
      ]);
      if (closed) return await end('closed');
      standing.state = 'open';
    }
    if (cancelledBy === null && nth - from >= LOOKS_A_RUN && !again) {
      await condition(allHandlersFinished);
      await continueAsNew<typeof departure>({ ...input, looks: nth + 1 });
    }
    const ms = Math.max(Date.parse(look.next.at) - Date.now(), 1);
    const summary = `离职 departure: ${look.left.length} 类未清 kinds left; ${look.next.what} @ ${look.next.at}`;
    tell = !(await condition(() => again || cancelledBy !== null, ms, { summary }));
    if (cancelledBy !== null) return await stay(cancelledBy);
  }

  /** Somebody stays: the handovers of the departure that have not moved anything are cancelled too. */
  async function stay(personId: string): Promise<d.DepartureResult> {
    const { handoverIds } = await effects.cancelDeparture.executeWithOptions({ summary: '取消离职 the person stays' }, [
      departureId,
      personId,
    ]);
    for (const id of handoverIds)
      await getExternalWorkflowHandle(handoverWorkflowId(id))
        .signal(cancelSignal)
        .catch((error: unknown) => log.warn('handover not cancelled', { handoverId: id, error }));
    return end('cancelled');
  }

  async function end(outcome: d.DepartureResult['outcome']): Promise<d.DepartureResult> {
    Object.assign(standing, { state: outcome, overdue: false, nextLookAt: null });
    setCurrentDetails(describe(employee.number, lastDay, standing));
    await condition(allHandlersFinished);
    return { outcome };
  }
}

function describe(number: string, lastDay: string, { state, left, overdue }: d.DepartureStanding): string {
  const lines = [`**离职 departure ${number}** · ${state} · 最后工作日 last day ${lastDay}`];
  if (overdue) lines.push('已逾期 **overdue**');
  if (left.length > 0) lines.push(`剩余 left: ${left.map(({ what, n }) => `${what} ${n}`).join(', ')}`);
  return lines.join('\n\n');
}
