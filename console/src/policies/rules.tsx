import { type ReactNode, useId } from 'react';
import { useText } from '../text.tsx';
import { Icon } from '../ui/icon.tsx';
import { useValueWords } from './use-value-words.ts';
import { type Rules, type Shape, type Value, blank, isRules, resolved } from './shape.ts';

/** A rule as fields, made from its shape: what the API takes can be written here, and nothing else. */

export interface Writing {
  shapes: Record<string, unknown>;
  nameOf: (code: string) => string;
  /** read only when absent */
  change?: ((value: Value) => void) | undefined;
}

/** @param usual what is taken over when a member is added; else the least that fits */
export function Rule({
  name,
  shape: said,
  value,
  usual,
  remove,
  ...writing
}: Writing & {
  name: string;
  shape: Shape;
  value: Value;
  usual?: Value | undefined;
  remove?: (() => void) | undefined;
}) {
  const { shapes, nameOf, change } = writing;
  const shape = resolved(said, shapes);
  const title = nameOf(name);
  if (isRules(value))
    return (
      <Group title={title} remove={remove}>
        <Members shape={shape} value={value} usual={isRules(usual) ? usual : undefined} {...writing} />
      </Group>
    );
  if (Array.isArray(value))
    return shape.items?.type === 'object' ? (
      <Places title={title} shape={shape.items} value={value} remove={remove} {...writing} />
    ) : (
      <Listed title={title} items={shape.items ?? {}} value={value} remove={remove} {...writing} />
    );
  return (
    <div className="rule">
      <Plain title={title} shape={shape} value={value} nameOf={nameOf} change={change} />
      {remove && change ? <Remove what={title} remove={remove} /> : null}
    </div>
  );
}

/** The members of an object, in the order of its shape; those that may be left out can be added and taken away. */
export function Members({
  shape,
  value,
  usual,
  ...writing
}: Writing & { shape: Shape; value: Rules; usual?: Rules | undefined }) {
  const { shapes, nameOf, change } = writing;
  const names = shape.properties ? Object.keys(shape.properties) : (shape.propertyNames?.enum ?? Object.keys(value));
  const shapeOf = (name: string): Shape =>
    shape.properties?.[name] ?? (typeof shape.additionalProperties === 'object' ? shape.additionalProperties : {});
  const missing = names.filter((name) => !(name in value));
  const set = (name: string) => change && ((inner: Value) => change({ ...value, [name]: inner }));
  const without = (name: string) => Object.fromEntries(Object.entries(value).filter(([other]) => other !== name));
  return (
    <>
      {names
        .filter((name) => name in value)
        .map((name) => (
          <Rule
            key={name}
            {...writing}
            name={name}
            shape={shapeOf(name)}
            value={value[name] ?? ''}
            usual={usual?.[name]}
            change={set(name)}
            remove={change && !shape.required?.includes(name) ? () => change(without(name)) : undefined}
          />
        ))}
      {change && missing.length > 0 ? (
        <Add
          names={missing}
          nameOf={nameOf}
          add={(name) => change({ ...value, [name]: usual?.[name] ?? blank(shapeOf(name), shapes) })}
        />
      ) : null}
    </>
  );
}

function Group({ title, remove, children }: { title: string; remove?: (() => void) | undefined; children: ReactNode }) {
  return (
    <fieldset className="rules">
      <legend>{title}</legend>
      {children}
      {remove ? <Remove what={title} remove={remove} /> : null}
    </fieldset>
  );
}

/** Rules one after the other: the order counts. */
function Places({
  title,
  shape,
  value,
  remove,
  ...writing
}: Writing & { title: string; shape: Shape; value: Value[]; remove?: (() => void) | undefined }) {
  const { t } = useText();
  const { change, shapes } = writing;
  return (
    <Group title={title} remove={remove}>
      {value.map((one, at) => (
        // Nothing but its place tells one rule of a list from another.
        <Group
          key={at}
          title={t('rules.place', { number: at + 1 })}
          remove={change && (() => change(value.filter((_, other) => other !== at)))}
        >
          <Members
            {...writing}
            shape={shape}
            value={isRules(one) ? one : {}}
            change={change && ((inner) => change(value.map((old, other) => (other === at ? inner : old))))}
          />
        </Group>
      ))}
      {change ? (
        <button type="button" className="btn small" onClick={() => change([...value, blank(shape, shapes)])}>
          <Icon name="plus" />
          {t('rules.addPlace', { what: title })}
        </button>
      ) : null}
    </Group>
  );
}

/** A list of numbers or of named things, in an order that counts. */
function Listed({
  title,
  items,
  value,
  remove,
  nameOf,
  change,
}: Writing & { title: string; items: Shape; value: Value[]; remove?: (() => void) | undefined }) {
  const { t } = useText();
  const words = useValueWords(nameOf);
  const id = useId();
  // Numbers or codes: lists of rules are Places.
  const plain = value.filter((one) => typeof one === 'number' || typeof one === 'string');
  const left = (items.enum ?? []).filter((code) => !plain.includes(code));
  if (!change)
    return (
      <div className="rule">
        <span>{title}</span>
        <span>{words(plain)}</span>
      </div>
    );
  return (
    <div className="rule">
      <label htmlFor={id}>{title}</label>
      {items.enum ? (
        <span className="chosen">
          {plain.map((one) => (
            <button
              key={String(one)}
              type="button"
              className="btn small"
              title={t('rules.remove', { what: nameOf(String(one)) })}
              onClick={() => change(plain.filter((other) => other !== one))}
            >
              {nameOf(String(one))}
              <Icon name="close" />
            </button>
          ))}
          <select
            id={id}
            value=""
            disabled={left.length === 0}
            onChange={(event) => change([...plain, event.target.value])}
          >
            <option value="">{t('rules.add')}</option>
            {left.map((code) => (
              <option key={code} value={code}>
                {nameOf(code)}
              </option>
            ))}
          </select>
        </span>
      ) : (
        <input
          id={id}
          inputMode="numeric"
          pattern="\s*(\d+\s*([,，、]\s*\d+\s*)*)?"
          title={t('rules.numbers')}
          defaultValue={plain.join(', ')}
          onBlur={(event) => change((event.target.value.match(/\d+/g) ?? []).map(Number))}
        />
      )}
      {remove ? <Remove what={title} remove={remove} /> : null}
    </div>
  );
}

function Plain({
  title,
  shape,
  value,
  nameOf,
  change,
}: {
  title: string;
  shape: Shape;
  value: boolean | number | string;
  nameOf: (code: string) => string;
  change?: ((value: Value) => void) | undefined;
}) {
  const { t, number } = useText();
  const words = useValueWords(nameOf);
  const id = useId();
  if (!change)
    return (
      <>
        <span>{title}</span>
        <span>{words(value)}</span>
      </>
    );
  if (typeof value === 'boolean')
    return (
      <label className="choice">
        <input type="checkbox" checked={value} onChange={(event) => change(event.target.checked)} />
        {title}
      </label>
    );
  const { minimum, maximum } = shape;
  return (
    <>
      <label htmlFor={id}>
        {title}
        {minimum === undefined || maximum === undefined ? null : (
          <span className="quiet small"> {t('rules.range', { from: number(minimum), to: number(maximum) })}</span>
        )}
      </label>
      {shape.enum ? (
        <select id={id} value={value} onChange={(event) => change(event.target.value)}>
          {shape.enum.map((code) => (
            <option key={code} value={code}>
              {nameOf(code)}
            </option>
          ))}
        </select>
      ) : shape.type === 'integer' || shape.type === 'number' ? (
        <input
          id={id}
          type="number"
          required
          min={minimum}
          max={maximum}
          step={shape.type === 'integer' ? 1 : 'any'}
          value={value}
          // Nothing written yet is not sent: the field is required.
          onChange={(event) => change(event.target.value === '' ? '' : event.target.valueAsNumber)}
        />
      ) : (
        <input
          id={id}
          required
          maxLength={shape.maxLength}
          value={value}
          onChange={(event) => change(event.target.value)}
        />
      )}
    </>
  );
}

function Add({
  names,
  nameOf,
  add,
}: {
  names: string[];
  nameOf: (code: string) => string;
  add: (name: string) => void;
}) {
  const { t } = useText();
  return (
    <select className="add" aria-label={t('rules.addMember')} value="" onChange={(event) => add(event.target.value)}>
      <option value="">{t('rules.addMember')}</option>
      {names.map((name) => (
        <option key={name} value={name}>
          {nameOf(name)}
        </option>
      ))}
    </select>
  );
}

function Remove({ what, remove }: { what: string; remove: () => void }) {
  const { t } = useText();
  return (
    <button type="button" className="linkish small" aria-label={t('rules.remove', { what })} onClick={remove}>
      {t('rules.takeAway')}
    </button>
  );
}
