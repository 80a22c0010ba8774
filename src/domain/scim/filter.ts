import { inAnyZone } from '../../contract/times.ts';
import { ScimError } from './error.ts';
import { type Attribute, type Place, type ResourceType, named, placeOf } from './schemas.ts';

/** Filters of RFC 7644, 3.4.2.2, read and held against the schema. */

const COMPARISONS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;
export type Comparison = (typeof COMPARISONS)[number];
export type Literal = string | number | boolean | null;

/** What a part of a filter speaks of: an attribute of the resource, or of one value of a multi-valued attribute. */
export type Subject = Place | { of: 'value'; attribute: Attribute };

export type Filter =
  | { op: 'and' | 'or'; filters: Filter[] }
  | { op: 'not'; filter: Filter }
  /** some value of a multi-valued attribute */
  | { op: 'some'; at: Place; filter: Filter }
  | { op: 'pr'; at: Subject }
  | { op: Comparison; at: Subject; value: Literal };

export interface Path {
  at: Place | { extension: string; attribute: null };
  /** which values of a multi-valued attribute; null: all */
  which: Filter | null;
}

export const LONGEST_FILTER = 4_000;
const DEEPEST = 30;
const TOKEN =
  /\s*(?:([()[\]])|("(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w:.-])|(\.?[A-Za-z$][\w$:.-]*))/y;

interface Token {
  kind: 'sign' | 'string' | 'number' | 'word' | 'end';
  text: string;
}

function tokens(text: string): Token[] {
  if (text.length > LONGEST_FILTER) throw new ScimError('filterTooLong', { max: LONGEST_FILTER });
  const found: Token[] = [];
  let at = 0;
  while (text.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) throw syntax(text.slice(at).trim());
    const [, sign, string, number, word] = match;
    at = TOKEN.lastIndex;
    found.push(
      sign !== undefined
        ? { kind: 'sign', text: sign }
        : string !== undefined
          ? { kind: 'string', text: string }
          : number !== undefined
            ? { kind: 'number', text: number }
            : { kind: 'word', text: word ?? '' },
    );
  }
  found.push({ kind: 'end', text: '' });
  return found;
}

const syntax = (near: string) => new ScimError('filterSyntax', { near: near.slice(0, 60) });

/** Where names of a filter are looked up: in a resource, or in the values of a multi-valued attribute. */
type Scope = { type: ResourceType } | { value: Attribute };

/** Recursive descent: `or` binds less than `and`, `and` less than `not`. */
class Reader {
  private at = 0;
  private depth = 0;
  private readonly list: Token[];
  constructor(list: Token[]) {
    this.list = list;
  }

  peek(): Token {
    return this.list[this.at] ?? { kind: 'end', text: '' };
  }
  next(): Token {
    const token = this.peek();
    this.at += 1;
    return token;
  }
  isSign(text: string): boolean {
    const { kind, text: found } = this.peek();
    return kind === 'sign' && found === text;
  }
  isWord(text: string): boolean {
    const { kind, text: found } = this.peek();
    return kind === 'word' && found.toLowerCase() === text;
  }
  sign(text: string): void {
    if (!this.isSign(text)) throw syntax(this.peek().text);
    this.next();
  }
  end(): void {
    if (this.peek().kind !== 'end') throw syntax(this.peek().text);
  }

  or(scope: Scope): Filter {
    return this.joined('or', () => this.joined('and', () => this.term(scope)));
  }
  private joined(op: 'and' | 'or', part: () => Filter): Filter {
    const filters = [part()];
    while (this.isWord(op)) {
      this.next();
      filters.push(part());
    }
    const [only] = filters;
    return filters.length === 1 && only ? only : { op, filters };
  }
  private term(scope: Scope): Filter {
    this.depth += 1;
    if (this.depth > DEEPEST) throw new ScimError('filterTooLong', { max: LONGEST_FILTER });
    try {
      if (this.isWord('not')) {
        this.next();
        return { op: 'not', filter: this.grouped(scope) };
      }
      return this.isSign('(') ? this.grouped(scope) : this.expression(scope);
    } finally {
      this.depth -= 1;
    }
  }
  private grouped(scope: Scope): Filter {
    this.sign('(');
    const filter = this.or(scope);
    this.sign(')');
    return filter;
  }

  private expression(scope: Scope): Filter {
    const { kind, text } = this.next();
    if (kind !== 'word' || text.startsWith('.')) throw syntax(text);
    const at = subjectOf(scope, text);
    if (!this.isSign('[')) return this.test(at);
    if ('of' in at || at.sub !== null || !at.attribute.multiValued)
      throw new ScimError('filterAttribute', { name: text });
    this.next();
    const which = this.or({ value: at.attribute });
    this.sign(']');
    // Not in the grammar, and sent all the same: emails[type eq "work"].value eq "…" speaks of one and the same value.
    const { kind: after, text: name } = this.peek();
    if (after !== 'word' || !name.startsWith('.')) return { op: 'some', at, filter: which };
    this.next();
    const sub = named(at.attribute.subAttributes ?? [], name.slice(1));
    if (!sub) throw new ScimError('filterAttribute', { name: text + name });
    return { op: 'some', at, filter: { op: 'and', filters: [which, this.test({ of: 'value', attribute: sub })] } };
  }

  /** `pr`, or a comparison with a value. */
  private test(at: Subject): Filter {
    const { kind, text } = this.next();
    const op = text.toLowerCase();
    if (kind !== 'word') throw syntax(text);
    if (op === 'pr') return some(at, (inner) => ({ op: 'pr', at: inner }), true);
    const comparison = COMPARISONS.find((one) => one === op);
    if (comparison === undefined) throw syntax(text);
    const value = this.literal();
    return some(at, (inner) => compare(comparison, inner, value), false);
  }
  private literal(): Literal {
    const { kind, text } = this.next();
    if (kind === 'number') return Number(text);
    if (kind === 'word') {
      const found = { true: true, false: false, null: null }[text.toLowerCase()];
      if (found !== undefined) return found;
    }
    if (kind !== 'string') throw syntax(text);
    try {
      return String(JSON.parse(text));
    } catch {
      throw syntax(text);
    }
  }
}

function subjectOf(scope: Scope, name: string): Subject {
  if ('value' in scope) {
    const attribute = named(scope.value.subAttributes ?? [], name);
    if (!attribute) throw new ScimError('filterAttribute', { name: `${scope.value.name}.${name}` });
    return { of: 'value', attribute };
  }
  const place = placeOf(scope.type, name);
  if (!place?.attribute) throw new ScimError('filterAttribute', { name });
  return place;
}

/** A test of a multi-valued attribute holds if it does for some value of it; without a part, it speaks of `value`. */
function some(at: Subject, test: (inner: Subject) => Filter, presence: boolean): Filter {
  if ('of' in at) return test(at);
  const { attribute, sub } = at;
  if (attribute.multiValued) {
    if (presence && sub === null) return { op: 'pr', at };
    const inner = sub ?? named(attribute.subAttributes ?? [], 'value');
    if (!inner) throw new ScimError('filterAttribute', { name: attribute.name });
    return { op: 'some', at: { ...at, sub: null }, filter: test({ of: 'value', attribute: inner }) };
  }
  if (presence || attribute.type !== 'complex' || sub !== null) return test(at);
  const value = named(attribute.subAttributes ?? [], 'value');
  if (!value) throw new ScimError('filterAttribute', { name: attribute.name });
  return test({ ...at, sub: value });
}

/** The attribute whose values are compared. */
export const comparedOf = (at: Subject): Attribute => ('of' in at ? at.attribute : (at.sub ?? at.attribute));

const IN_ORDER: ReadonlySet<Comparison> = new Set(['gt', 'ge', 'lt', 'le']);
const IN_TEXT: ReadonlySet<Comparison> = new Set(['co', 'sw', 'ew']);

function compare(op: Comparison, at: Subject, given: Literal): Filter {
  const { type, name } = comparedOf(at);
  const ordered = IN_ORDER.has(op);
  const within = IN_TEXT.has(op);
  if ((type === 'boolean' && (ordered || within)) || (type === 'dateTime' && within))
    throw new ScimError('filterOperator', { name, op });
  if (given === null) {
    if (ordered || within) throw new ScimError('filterOperator', { name, op });
    return { op, at, value: null };
  }
  if (type === 'boolean') {
    const value = typeof given === 'string' ? { true: true, false: false }[given.toLowerCase()] : given;
    if (typeof value !== 'boolean') throw new ScimError('filterValue', { name });
    return { op, at, value };
  }
  if (typeof given !== 'string') throw new ScimError('filterValue', { name });
  if (given.includes('\0') || !given.isWellFormed()) throw new ScimError('filterValue', { name });
  if (type === 'dateTime' && Number.isNaN(instantOf(given))) throw new ScimError('filterValue', { name });
  return { op, at, value: given };
}

/** An instant with its offset in epoch milliseconds; NaN: it is none, or none that the database can hold. */
export const instantOf = (text: string) => (inAnyZone.safeParse(text).success ? Date.parse(text) : Number.NaN);

/** @throws ScimError of kind invalidFilter */
export function parseFilter(type: ResourceType, text: string): Filter {
  const reader = new Reader(tokens(text));
  const filter = reader.or({ type });
  reader.end();
  return filter;
}

/**
 * The path of a PATCH: `title`, `name.givenName`, `emails[type eq "work"]`, `emails[type eq "work"].value`, `urn:…:User:department`.
 * @throws ScimError of kind invalidPath or, within the brackets, invalidFilter
 */
export function parsePath(type: ResourceType, text: string): Path {
  const open = text.indexOf('[');
  const name = (open < 0 ? text : text.slice(0, open)).trim();
  const at = placeOf(type, name);
  if (!at) throw new ScimError('pathUnknown', { path: text.slice(0, 200) });
  if (open < 0) return { at, which: null };
  const close = text.lastIndexOf(']');
  const after = text.slice(close + 1).trim();
  if (
    at.attribute === null ||
    at.sub !== null ||
    !at.attribute.multiValued ||
    close < open ||
    !/^(\.[\w$]+)?$/.test(after)
  )
    throw new ScimError('pathSyntax', { path: text.slice(0, 200) });
  const reader = new Reader(tokens(text.slice(open + 1, close)));
  const which = reader.or({ value: at.attribute });
  reader.end();
  if (after === '') return { at, which };
  const sub = named(at.attribute.subAttributes ?? [], after.slice(1));
  if (!sub) throw new ScimError('pathUnknown', { path: text.slice(0, 200) });
  return { at: { ...at, sub }, which };
}
