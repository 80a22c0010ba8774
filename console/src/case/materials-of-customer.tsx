import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { type Materials, api } from '../api.ts';
import { useDraft } from '../drafts.ts';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { Field, Words } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Badge, Failed, Note, ProblemNote } from '../ui/notes.tsx';
import { PersonName } from '../ui/person.tsx';
import { useAct } from '../ui/use-act.ts';
import { Waiting } from '../ui/waiting.tsx';
import { useCase } from './context.ts';
import { Completeness } from './materials.tsx';
import { PackDetails } from './pack-details.tsx';
import { Verify } from './verify.tsx';

/** The pack of one customer: what the data says, what the giver says, and what the receiver thinks of it. */
export function MaterialsOfCustomer() {
  const me = useMe();
  const { customerId = '' } = useParams();
  const { handover, may } = useCase();
  const { t } = useText();
  const { data, error, refetch } = useQuery({
    queryKey: ['case', handover.id, 'materials', customerId],
    queryFn: () => api.materialsOf(handover.id, customerId),
  });
  const print = useMutation({
    mutationFn: () =>
      api.download(
        '/handovers/{handoverId}/materials/{customerId}',
        { path: { handoverId: handover.id, customerId }, accept: 'application/pdf' },
        `${handover.label}.pdf`,
      ),
  });
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting lines={10} />;
  const writes = may('explainCustomer');
  const checks = may('verifyCustomers') && data.receiver.id === me.person.id;
  return (
    <article className="stack">
      <header className="page">
        <p className="crumbs">
          <Link to={`/handovers/${handover.id}/materials`}>
            <Icon name="back" /> {t('tab.materials')}
          </Link>
        </p>
        <h2>
          <bdi>{data.customer.name ?? t('items.hidden')}</bdi>
        </h2>
        <p className="marks">
          <span className="quiet">
            {t('items.receiver')}: <PersonName person={data.receiver} />
          </span>
          <Completeness of={data.completeness} />
          <span className="quiet">{t('progress.version', { version: data.version })}</span>
          {data.details === null ? null : (
            <Link className="btn small" to={`/customers/${data.customer.id}`}>
              {t('materials.toCustomer')}
            </Link>
          )}
          <button type="button" className="btn small" disabled={print.isPending} onClick={() => print.mutate()}>
            <Icon name="download" />
            {t('materials.pdf')}
          </button>
        </p>
        <ProblemNote problem={print.error} />
      </header>
      {writes ? <Explain key={data.explanation?.version ?? 0} materials={data} /> : <Explained materials={data} />}
      {checks ? <Verify materials={data} /> : data.verification === null ? null : <Checked materials={data} />}
      {data.details === null ? <Note>{t('materials.hidden')}</Note> : <PackDetails details={data.details} />}
    </article>
  );
}

interface Draft {
  text: string;
  answers: Record<string, string>;
}

/** The giver's own words and answers; what is typed is kept in this browser until it is saved. */
function Explain({ materials }: { materials: Materials }) {
  const me = useMe();
  const { handover } = useCase();
  const { t, dateTime } = useText();
  const { customer, explanation, questions } = materials;
  const saved: Draft = {
    text: explanation?.text ?? '',
    answers: Object.fromEntries(questions.map(({ code, answer }) => [code, answer ?? ''])),
  };
  const [draft, setDraft, forget] = useDraft(me.person.id, `explain:${handover.id}:${customer.id}`, saved);
  const [told, setTold] = useState(false);
  const save = useAct(
    () => {
      const answers = Object.fromEntries(Object.entries(draft.answers).filter(([, answer]) => answer.trim() !== ''));
      const text = draft.text.trim();
      return api.explain(
        handover.id,
        customer.id,
        { ...(text === '' ? {} : { text }), ...(Object.keys(answers).length === 0 ? {} : { answers }) },
        explanation?.version,
      );
    },
    [['case', handover.id]],
    () => {
      forget();
      setTold(true);
    },
  );
  const changed = JSON.stringify(draft) !== JSON.stringify(saved);
  return (
    <form
      className="card"
      aria-labelledby="explain"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <h3 id="explain">{t('explain.title')}</h3>
      <p className="quiet">{t('explain.text')}</p>
      {questions.map(({ code, sentence }) => (
        <Field key={code} label={sentence}>
          {(wired) => (
            <textarea
              {...wired}
              rows={2}
              maxLength={4_000}
              value={draft.answers[code] ?? ''}
              onChange={(event) => setDraft({ ...draft, answers: { ...draft.answers, [code]: event.target.value } })}
            />
          )}
        </Field>
      ))}
      <Words
        label={t('explain.words')}
        hint={t('explain.wordsHint')}
        rows={6}
        maxLength={100_000}
        value={draft.text}
        onChange={(words) => setDraft({ ...draft, text: words })}
      />
      <ProblemNote problem={save.error} />
      <footer>
        <p className="quiet small" role="status">
          {changed
            ? t('explain.unsaved')
            : explanation === null
              ? ''
              : t(told ? 'explain.saved' : 'explain.savedAt', { at: dateTime(explanation.updatedAt) })}
        </p>
        <button type="submit" className="btn primary" disabled={save.isPending || !changed}>
          {t('save')}
        </button>
      </footer>
    </form>
  );
}

/** What the giver said, for those who read it. */
function Explained({ materials: { explanation, questions } }: { materials: Materials }) {
  const { t, dateTime } = useText();
  const answered = questions.filter(({ answer }) => answer !== null);
  const open = questions.filter(({ answer }) => answer === null);
  return (
    <section className="card" aria-labelledby="explained">
      <h3 id="explained">{t('materials.explanation')}</h3>
      {explanation === null ? (
        <p className="quiet">{t('explain.none')}</p>
      ) : (
        <>
          <p className="said">{explanation.text}</p>
          <p className="quiet small">
            <PersonName person={explanation.author} /> · {dateTime(explanation.updatedAt)}
          </p>
        </>
      )}
      {answered.length === 0 ? null : (
        <dl className="facts">
          {answered.map(({ code, sentence, answer }) => (
            <div key={code}>
              <dt>{sentence}</dt>
              <dd className="said">{answer}</dd>
            </div>
          ))}
        </dl>
      )}
      {open.length === 0 ? null : (
        <Note tone="warn" title={t('explain.open')}>
          <ul>
            {open.map(({ code, sentence }) => (
              <li key={code}>{sentence}</li>
            ))}
          </ul>
        </Note>
      )}
    </section>
  );
}

function Checked({ materials: { verification } }: { materials: Materials }) {
  const { t, dateTime } = useText();
  if (verification === null) return null;
  return (
    <section className="card" aria-labelledby="checked">
      <h3 id="checked">{t('materials.verification')}</h3>
      <p className="marks">
        <Badge tone={verification.ok ? 'good' : 'warn'}>{t(verification.ok ? 'verify.right' : 'verify.wrong')}</Badge>
        <span className="quiet small">
          <PersonName person={verification.author} /> · {dateTime(verification.updatedAt)}
        </span>
      </p>
      {verification.comment === null ? null : <p className="said">{verification.comment}</p>}
    </section>
  );
}
