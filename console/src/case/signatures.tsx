import type { Handover, Person } from '../api.ts';
import { useText } from '../text.tsx';
import { Badge, Empty, Note } from '../ui/notes.tsx';
import { PersonName } from '../ui/person.tsx';
import { useCase } from './context.ts';

type Signature = Handover['signatures'][number];

const SIGNING: ReadonlySet<string> = new Set(['sign', 'reject', 'waive']);

/** What exactly is signed, by whom it is, and by whom it is not yet. */
export function Signatures() {
  const { handover, actions, act } = useCase();
  const { t, label, labelOf, dateTime, number } = useText();
  const { signatures, planHash, round } = handover;
  const mine = actions.filter(({ name, whyNot }) => SIGNING.has(name) && whyNot === null);
  const signers = signersOf(handover);
  const voided = signatures.filter(({ state }) => state === 'void');
  const opened = handover.waitingFor === 'signOff' || signatures.length > 0;
  if (!opened)
    return (
      <Empty title={t('sign.notYet')}>
        <p>{t('sign.notYetText')}</p>
      </Empty>
    );
  return (
    <section className="stack" aria-label={t('tab.signatures')}>
      <div className="card">
        <h3>{t('sign.what')}</h3>
        <p>{t('sign.whatText', { items: number(handover.itemCount), round })}</p>
        {planHash === null ? null : (
          <p>
            <span className="quiet small">{t('sign.hash')}</span>
            <br />
            <code className="hash">{planHash}</code>
          </p>
        )}
        {mine.length === 0 ? null : (
          <div className="buttons">
            {mine.map(({ name }) => (
              <button
                key={name}
                type="button"
                className={name === 'sign' ? 'btn primary' : 'btn'}
                onClick={() => act(name)}
              >
                {t(`act.${name}`)}
              </button>
            ))}
          </div>
        )}
      </div>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('sign.who')}>
        <table>
          <caption>{t('sign.who')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('sign.person')}</th>
              <th scope="col">{t('sign.role')}</th>
              <th scope="col">{t('sign.state')}</th>
              <th scope="col">{t('sign.at')}</th>
              <th scope="col">{t('comment')}</th>
            </tr>
          </thead>
          <tbody>
            {signers.map(({ person, role, signature }) => (
              <tr key={`${role}${person.id}`}>
                <td>
                  <PersonName person={person} />
                  {signature?.signer != null && signature.signer.id !== person.id ? (
                    <span className="quiet small">
                      {' '}
                      {t(signature.decision === 'waived' ? 'sign.waivedBy' : 'sign.by', {
                        name: signature.signer.name,
                      })}
                    </span>
                  ) : null}
                </td>
                <td>{labelOf('role', role)}</td>
                <td>
                  {signature === undefined ? (
                    <Badge tone="warn">{t('sign.missing')}</Badge>
                  ) : (
                    <Badge tone={signature.decision === 'rejected' ? 'bad' : 'good'}>
                      {label(`decision.${signature.decision}`)}
                    </Badge>
                  )}
                </td>
                <td>
                  {signature === undefined ? '' : `${dateTime(signature.signedAt)} · ${label(`via.${signature.via}`)}`}
                </td>
                <td className="said">{signature?.comment ?? ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {voided.length === 0 ? null : (
        <details>
          <summary>{t('sign.void', { count: voided.length })}</summary>
          <Note>{t('sign.voidText')}</Note>
          <ul className="rows">
            {voided.map((one) => (
              <li key={`${one.round}${one.role}${one.person.id}${one.signedAt}`}>
                <span>
                  <PersonName person={one.person} /> · {labelOf('role', one.role)} · {label(`decision.${one.decision}`)}
                </span>
                <span className="quiet small">
                  {dateTime(one.signedAt)} · {t('case.round', { round: one.round })}
                  {one.comment === null ? '' : ` · ${one.comment}`}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

interface Signer {
  person: Person;
  role: string;
  signature: Signature | undefined;
}

/** The parties always sign; departments when the case awaits them or has heard them. */
function signersOf(handover: Handover): Signer[] {
  const counts = handover.signatures.filter(({ state, round }) => state === 'counts' && round === handover.round);
  const signed = (role: string, person: Person) =>
    counts.find((one) => one.role === role && one.person.id === person.id);
  const parties: [string, Person][] = [
    ['giver', handover.giver],
    ...handover.receivers.map((person): [string, Person] => ['receiver', person]),
    ['supervisor', handover.supervisor],
  ];
  const rows: Signer[] = parties.map(([role, person]) => ({ role, person, signature: signed(role, person) }));
  const known = (role: string, person: Person) => rows.some((row) => row.role === role && row.person.id === person.id);
  for (const one of counts)
    if (!known(one.role, one.person)) rows.push({ role: one.role, person: one.person, signature: one });
  if (handover.waitingFor === 'signOff')
    for (const { person, roles } of handover.awaited)
      if (
        roles.includes('department') &&
        !rows.some((row) => row.person.id === person.id && row.signature !== undefined)
      )
        rows.push({ role: 'department', person, signature: undefined });
  return rows;
}
