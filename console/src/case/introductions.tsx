import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Introduction, api, statusOf } from '../api.ts';
import { choiceOf } from '../choice.ts';
import { useDraft } from '../drafts.ts';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { fromLocal, toLocal } from '../times.ts';
import { DialogForm } from '../ui/dialog-form.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Due } from '../ui/due.tsx';
import { Field, Words } from '../ui/field.tsx';
import { More } from '../ui/more.tsx';
import { Badge, Empty, Failed, ProblemNote, type Tone } from '../ui/notes.tsx';
import { names } from '../ui/person.tsx';
import { useAct } from '../ui/use-act.ts';
import { Waiting } from '../ui/waiting.tsx';
import { useCase } from './context.ts';

const TONES: Partial<Record<Introduction['state'], Tone>> = {
  agreed: 'good',
  consented: 'good',
  objected: 'bad',
  unanswered: 'bad',
  toDo: 'warn',
  sent: 'info',
};
/** In these somebody can still say what the customer said. */
const OPEN: ReadonlySet<Introduction['state']> = new Set(['sent', 'toDo']);

/** How the receivers are introduced to the customers, and what those say. */
export function Introductions() {
  const { handover, may } = useCase();
  const { t, label, number } = useText();
  const [asked, setAsked] = useState<{ what: 'letter' | 'answer'; of: Introduction } | null>(null);
  const [extending, setExtending] = useState(false);
  const run = useQuery({
    queryKey: ['case', handover.id, 'introduction'],
    queryFn: () => api.introduction(handover.id),
  });
  const pages = useInfiniteQuery({
    queryKey: ['case', handover.id, 'introductions'],
    queryFn: ({ pageParam }) => api.introductions(handover.id, { limit: 100, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled: run.isSuccess,
  });
  const resend = useAct(
    (customerId: string, key) => api.resendIntroduction(handover.id, customerId, key),
    [['case', handover.id]],
  );
  if (statusOf(run.error) === 404)
    return (
      <Empty title={t('introductions.none')}>
        <p>{t('introductions.noneText')}</p>
      </Empty>
    );
  if (run.error && !run.data) return <Failed error={run.error} retry={() => void run.refetch()} />;
  if (!run.data) return <Waiting />;
  const goesOn = run.data.phase === 'approval' || run.data.phase === 'running';
  const counts = Object.entries(run.data.counts) as [Introduction['state'], number][];
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="stack" aria-label={t('tab.introductions')}>
      <p className="marks">
        <Badge tone={run.data.phase === 'done' ? 'good' : 'info'}>{t(`introductions.phase.${run.data.phase}`)}</Badge>
        {run.data.awaited.length === 0 ? null : (
          <span>{t('introductions.awaited', { names: names(run.data.awaited, t('separator')) })}</span>
        )}
        <Due at={run.data.dueAt} overdue={run.data.overdue} />
        {goesOn && may('extendIntroduction') ? (
          <button type="button" className="btn small" onClick={() => setExtending(true)}>
            {t('introductions.extend')}
          </button>
        ) : null}
      </p>
      {run.data.phase === 'approval' && may('approveLetters') ? <Approve /> : null}
      {counts.length === 0 ? null : (
        <div className="tiles">
          {counts.map(([state, count]) => (
            <div key={state} className="tile">
              <span className="sentence-case">{label(`introduction.${state}`)}</span>
              <strong>{number(count)}</strong>
            </div>
          ))}
        </div>
      )}
      <ProblemNote problem={pages.error ?? resend.error} />
      {items.length === 0 ? null : (
        <div className="scroll-x" tabIndex={0} role="region" aria-label={t('introductions.table')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('type.customer')}</th>
                <th scope="col">{t('items.receiver')}</th>
                <th scope="col">{t('introductions.how')}</th>
                <th scope="col">{t('items.state')}</th>
                <th scope="col">{t('introductions.said')}</th>
                <th scope="col">
                  <span className="sr">{t('introductions.doing')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((one) => (
                <tr key={one.id}>
                  <th scope="row">
                    <bdi>{one.customer.name ?? t('items.hidden')}</bdi>
                  </th>
                  <td>{one.receiver.name}</td>
                  <td>
                    {t(`channel.${one.channel}`)}
                    {one.why === null ? null : (
                      <span className="quiet small"> {t(`introductions.why.${one.why}`)}</span>
                    )}
                  </td>
                  <td>
                    <Badge tone={TONES[one.state] ?? 'neutral'}>{label(`introduction.${one.state}`)}</Badge>{' '}
                    <Due
                      at={OPEN.has(one.state) ? (one.answerBy ?? one.dueAt) : null}
                      overdue={one.stage !== 'open' && one.stage !== 'reminded'}
                    />
                  </td>
                  <td className="said">{one.answer?.words ?? ''}</td>
                  <td>
                    <span className="buttons">
                      {may('previewLetter') ? (
                        <button
                          type="button"
                          className="btn small"
                          onClick={() => setAsked({ what: 'letter', of: one })}
                        >
                          {t('introductions.letter')}
                        </button>
                      ) : null}
                      {OPEN.has(one.state) && may('answerIntroduction') ? (
                        <button
                          type="button"
                          className="btn small"
                          onClick={() => setAsked({ what: 'answer', of: one })}
                        >
                          {t('introductions.answer')}
                        </button>
                      ) : null}
                      {one.state === 'sent' && may('resendIntroduction') ? (
                        <button
                          type="button"
                          className="btn small"
                          disabled={resend.isPending}
                          onClick={() => resend.mutate(one.customer.id)}
                        >
                          {t('introductions.resend')}
                        </button>
                      ) : null}
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <More pages={pages} />
      {extending ? <Extend dueAt={run.data.dueAt} onClose={() => setExtending(false)} /> : null}
      {asked?.what === 'letter' ? <Letter of={asked.of} onClose={() => setAsked(null)} /> : null}
      {asked?.what === 'answer' ? <Answer of={asked.of} onClose={() => setAsked(null)} /> : null}
    </section>
  );
}

/** Lets the letters out, or sends them back. */
function Approve() {
  const me = useMe();
  const { handover } = useCase();
  const { t } = useText();
  const [comment, setComment, forget] = useDraft(me.person.id, `letters:${handover.id}`, '');
  const act = useAct(
    (decision: 'approved' | 'sentBack', key) =>
      api.approveLetters(handover.id, { decision, ...(comment.trim() === '' ? {} : { comment: comment.trim() }) }, key),
    [['case', handover.id]],
    forget,
  );
  return (
    <form className="card" aria-label={t('introductions.approve')} onSubmit={(event) => event.preventDefault()}>
      <p>{t('introductions.approveText')}</p>
      <Words
        label={t('comment')}
        optional={t('optional')}
        rows={2}
        maxLength={4_000}
        value={comment}
        onChange={(words) => setComment(words)}
      />
      <ProblemNote problem={act.error} />
      <div className="buttons">
        <button type="button" className="btn primary" disabled={act.isPending} onClick={() => act.mutate('approved')}>
          {t('introductions.approve')}
        </button>
        <button type="button" className="btn" disabled={act.isPending} onClick={() => act.mutate('sentBack')}>
          {t('introductions.sendBack')}
        </button>
      </div>
    </form>
  );
}

/** Gives the customers, and who tells them, more time. */
function Extend({ dueAt, onClose }: { dueAt: string | null; onClose: () => void }) {
  const me = useMe();
  const { handover } = useCase();
  const { t } = useText();
  const [draft, setDraft, forget] = useDraft(me.person.id, `introduction-extend:${handover.id}`, {
    dueAt: toLocal(dueAt),
    comment: '',
  });
  const act = useAct(
    (_: undefined, key) =>
      api.extendIntroduction(
        handover.id,
        { dueAt: fromLocal(draft.dueAt), comment: draft.comment.trim() || undefined },
        key,
      ),
    [['case', handover.id]],
    () => {
      forget();
      onClose();
    },
  );
  return (
    <DialogForm
      title={t('introductions.extend')}
      act={act}
      onClose={onClose}
      onSend={() => act.mutate(undefined)}
      send={t('act.extend.do')}
    >
      <p>{t('introductions.extendText')}</p>
      <Field label={t('act.newDate')}>
        {(wired) => (
          <input
            {...wired}
            type="datetime-local"
            required
            value={draft.dueAt}
            onChange={(event) => setDraft({ ...draft, dueAt: event.target.value })}
          />
        )}
      </Field>
      <Words
        label={t('comment')}
        optional={t('optional')}
        maxLength={4_000}
        value={draft.comment}
        onChange={(comment) => setDraft({ ...draft, comment })}
      />
    </DialogForm>
  );
}

function Letter({ of, onClose }: { of: Introduction; onClose: () => void }) {
  const { handover } = useCase();
  const { t } = useText();
  const { data, error } = useQuery({
    queryKey: ['case', handover.id, 'letter', of.customer.id],
    queryFn: () => api.letter(handover.id, of.customer.id),
  });
  return (
    <Dialog title={t('introductions.letter')} onClose={onClose} wide>
      <ProblemNote problem={error} />
      {data ? (
        <article className="preview">
          <p className="strong said">{data.subject}</p>
          <p className="said">{data.body}</p>
        </article>
      ) : error ? null : (
        <Waiting />
      )}
      <footer>
        <button type="button" className="btn primary" onClick={onClose}>
          {t('close')}
        </button>
      </footer>
    </Dialog>
  );
}

const VIA = ['phone', 'meeting', 'mail'] as const;
const ANSWERS = ['agreed', 'objected'] as const;

interface Draft {
  /** empty: not said yet, and not to be sent */
  answer: (typeof ANSWERS)[number] | '';
  via: (typeof VIA)[number];
  words: string;
}

/** What a customer said to somebody. */
function Answer({ of, onClose }: { of: Introduction; onClose: () => void }) {
  const me = useMe();
  const { handover } = useCase();
  const { t } = useText();
  const [draft, setDraft, forget] = useDraft<Draft>(me.person.id, `introduction:${of.id}`, {
    answer: '',
    via: 'phone',
    words: '',
  });
  const act = useAct(
    (answer: (typeof ANSWERS)[number], key) =>
      api.answerIntroduction(
        handover.id,
        of.customer.id,
        {
          answer,
          via: draft.via,
          ...(draft.words.trim() === '' ? {} : { words: draft.words.trim() }),
        },
        key,
      ),
    [['case', handover.id]],
    () => {
      forget();
      onClose();
    },
  );
  return (
    <DialogForm
      title={t('introductions.answer')}
      act={act}
      onClose={onClose}
      onSend={() => {
        if (draft.answer !== '') act.mutate(draft.answer);
      }}
      send={t('save')}
    >
      <p>
        <bdi>{of.customer.name ?? t('items.hidden')}</bdi> → {of.receiver.name}
      </p>
      <fieldset className="inline">
        <legend>{t('introductions.said')}</legend>
        {ANSWERS.map((answer) => (
          <label key={answer} className="choice">
            <input
              type="radio"
              name="answer"
              required
              checked={draft.answer === answer}
              onChange={() => setDraft({ ...draft, answer })}
            />
            {t(`introductions.${answer}`)}
          </label>
        ))}
      </fieldset>
      <Field label={t('introductions.via')}>
        {(wired) => (
          <select
            {...wired}
            value={draft.via}
            onChange={(event) => setDraft({ ...draft, via: choiceOf(VIA, event.target.value) || 'phone' })}
          >
            {VIA.map((via) => (
              <option key={via} value={via}>
                {t(`introductions.via.${via}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Words
        label={t('introductions.words')}
        optional={t('optional')}
        value={draft.words}
        onChange={(words) => setDraft({ ...draft, words: words })}
      />
    </DialogForm>
  );
}
