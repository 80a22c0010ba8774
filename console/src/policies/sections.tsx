import { type Key, useText } from '../text.tsx';
import { Members, Rule, type Writing } from './rules.tsx';
import { type Rules, type Shape, isRules, resolved } from './shape.ts';

/** What each member of a policy says, in the order in which a case meets them. */
const ABOUT = {
  calendar: 'policyAbout.calendar',
  waits: 'policyAbout.waits',
  deadlines: 'policyAbout.deadlines',
  tiers: 'policyAbout.tiers',
  planning: 'policyAbout.planning',
  approval: 'policyAbout.approval',
  deputies: 'policyAbout.deputies',
  materials: 'policyAbout.materials',
  meeting: 'policyAbout.meeting',
  verification: 'policyAbout.verification',
  risks: 'policyAbout.risks',
  signers: 'policyAbout.signers',
  operatorStatements: 'policyAbout.operatorStatements',
  safety: 'policyAbout.safety',
  introduction: 'policyAbout.introduction',
  training: 'policyAbout.training',
  transition: 'policyAbout.transition',
  reviews: 'policyAbout.reviews',
  restoreDays: 'policyAbout.restoreDays',
  cover: 'policyAbout.cover',
  emergency: 'policyAbout.emergency',
  proposals: 'policyAbout.proposals',
  departure: 'policyAbout.departure',
} satisfies Record<string, Key>;
const isTold = (name: string): name is keyof typeof ABOUT => name in ABOUT;

/**
 * A whole policy, a card for each of its members with what it says; also the members that it does not have.
 * @param usual of the newest version of the standard policy: what is taken over when a member is added
 */
export function Sections({ body, usual, ...writing }: Writing & { body: Rules; usual?: Rules | undefined }) {
  const { t } = useText();
  const { shapes, nameOf, change } = writing;
  const policy = resolved({ $ref: 'PolicyBody' }, shapes);
  const known = Object.keys(policy.properties ?? {});
  const names = [
    ...Object.keys(ABOUT).filter((name) => known.includes(name)),
    ...known.filter((name) => !isTold(name)),
  ];
  return (
    <div className="sections">
      {names.map((name) => {
        const value = body[name];
        const shape: Shape = resolved(policy.properties?.[name] ?? {}, shapes);
        const optional = !policy.required?.includes(name);
        const set = change && ((inner: Rules[string]) => change({ ...body, [name]: inner }));
        return (
          <details
            key={name}
            className="card"
            // A field that is wrong can only be pointed at when it is to be seen.
            onInvalidCapture={(event) => {
              event.currentTarget.open = true;
            }}
          >
            <summary>
              <span className="strong sentence-case">{nameOf(name)}</span>
              {value === undefined ? <span className="quiet small"> {t('policies.absent')}</span> : null}
              {isTold(name) ? <span className="quiet small about">{t(ABOUT[name])}</span> : null}
            </summary>
            {value === undefined ? (
              change ? (
                <button
                  type="button"
                  className="btn small"
                  onClick={() => {
                    const taken = usual?.[name];
                    if (taken !== undefined) change({ ...body, [name]: taken });
                  }}
                  disabled={usual?.[name] === undefined}
                >
                  {t('policies.takeOver')}
                </button>
              ) : (
                <p className="quiet">{t('policies.absentText')}</p>
              )
            ) : isRules(value) ? (
              <Members {...writing} shape={shape} value={value} usual={usualOf(usual, name)} change={set} />
            ) : (
              <Rule {...writing} name={name} shape={shape} value={value} change={set} />
            )}
            {change && optional && value !== undefined ? (
              <footer>
                <button
                  type="button"
                  className="btn small"
                  onClick={() => change(Object.fromEntries(Object.entries(body).filter(([other]) => other !== name)))}
                >
                  {t('policies.switchOff')}
                </button>
              </footer>
            ) : null}
          </details>
        );
      })}
    </div>
  );
}

function usualOf(usual: Rules | undefined, name: string): Rules | undefined {
  const value = usual?.[name];
  return isRules(value) ? value : undefined;
}
