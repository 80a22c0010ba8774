import { condition, log, setHandler } from '@temporalio/workflow';
import * as m from '../../src/contract/messages.ts';
import { approveLettersUpdate, extendIntroductionUpdate, introductionQuery } from '../../src/contract/introduction.ts';
import { effects, records } from '../activity-options.ts';
import { refuse } from '../refuse.ts';
import { SHAPES } from '../shape.ts';
import { type Introduction, effect, show } from './progress.ts';

/** What people, ops and the case can say to an introduction. Answers of customers lie in the database; a signal says that some do. */
export function listen(i: Introduction): void {
  const p = i.progress;
  // One after the other: a resume must not overtake the pause before it on the way to the database.
  let recorded: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<unknown>): Promise<void> =>
    (recorded = recorded.catch(() => {}).then(async () => void (await work())));
  const mustRun = () => {
    if (p.phase === 'over') refuse('handoverOver');
  };

  setHandler(introductionQuery, () => p, { description: '当前进展 where the introduction stands' });
  setHandler(m.inboxReadySignal, () => void (i.woken = true), {
    description: '有待处理的答复 answers wait to be settled',
  });

  // Of two who answer at once the second is told so: the first answer is on its way to the database.
  let deciding = false;
  setHandler(
    approveLettersUpdate,
    async (a) => {
      deciding = true;
      try {
        await condition(() => !i.asking);
        await records.decideLetters(effect(i), a);
        i.letters = a.decision;
      } finally {
        deciding = false;
      }
      return { ...p };
    },
    {
      description: '批准或退回信函 approve the letters or send them back',
      validator: (a) => {
        if (!SHAPES.approveLetters(a)) refuse('messageMalformed');
        mustRun();
        if (p.phase !== 'approval' || p.state === 'paused') refuse('notNow');
        if (deciding || i.letters !== null) refuse('alreadyAnswered');
        if (!p.awaited.some((person) => person.id === a.personId)) refuse('notAwaited');
      },
    },
  );

  setHandler(
    extendIntroductionUpdate,
    async (a) => {
      const done = effect(i);
      await inTurn(() => effects.extendIntroductions.executeWithOptions({ summary: '延长 extend' }, [done, a]));
      const later = (at: string) => (Date.parse(at) < Date.parse(a.dueAt) ? a.dueAt : at);
      // Whoever is asked for the letters has until then; what was to happen after that happens after that.
      if (p.phase === 'approval' && p.dueAt !== null && Date.parse(a.dueAt) > Date.parse(p.dueAt)) {
        const ms = Date.parse(a.dueAt) - Date.parse(p.dueAt);
        shiftAgenda(i, ms);
        show(i, { dueAt: later(p.dueAt), overdue: false });
      }
      i.shifted = true;
      i.woken = true;
      return { ...p };
    },
    {
      description: '延长期限 nothing of the introduction is due before this',
      validator: (a) => {
        if (!SHAPES.extend(a)) refuse('messageMalformed');
        mustRun();
        if (Date.parse(a.dueAt) <= Date.now()) refuse('dueNotLater');
      },
    },
  );

  const bySignal = (name: string, act: () => Promise<void>) => () =>
    act().catch((error: unknown) => log.warn('signal not recorded', { signal: name, error }));
  setHandler(
    m.pauseSignal,
    bySignal('pause', async () => {
      if (p.phase === 'over' || p.state === 'paused') return;
      p.state = 'paused';
      i.pausedAtMs = Date.now();
      show(i);
      const done = effect(i);
      await inTurn(() => records.pauseIntroductions(done));
    }),
    { description: '暂停 pause: no letter leaves, deadlines stand still' },
  );
  setHandler(
    m.resumeSignal,
    bySignal('resume', async () => {
      if (p.state !== 'paused') return;
      const ms = Date.now() - i.pausedAtMs;
      const done = effect(i);
      await inTurn(() => records.resumeIntroductions(done, ms));
      shiftAgenda(i, ms);
      if (p.dueAt !== null) p.dueAt = new Date(Date.parse(p.dueAt) + ms).toISOString();
      p.state = 'running';
      show(i);
    }),
    { description: '恢复 resume' },
  );
  setHandler(m.cancelSignal, () => i.cancel(), { description: '取消 end the introduction as it stands' });
}

function shiftAgenda(i: Introduction, ms: number): void {
  i.agenda = i.agenda.map((a) => ({ ...a, at: new Date(Date.parse(a.at) + ms).toISOString() }));
  i.shifted = true;
}
