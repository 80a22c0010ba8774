import { describe, expect, test } from 'vitest';
import { type LetterValues, checkLetter, writeLetter } from '../../src/render/letter.ts';

const values: LetterValues = {
  customer: { name: '甲公司' },
  contact: { name: '' },
  giver: { name: '张' },
  receiver: { name: '李', title: '', email: 'li@demo.example', phone: '' },
  meeting: { startsAt: '', endsAt: '', location: '', url: '' },
  answerBy: '2026-12-01',
  link: 'https://x.example/l/aB.c',
};
const faultOf = (body: string, needsLink = false): unknown => {
  try {
    checkLetter({ subject: 'x', body }, { needsLink });
    return 'none';
  } catch (error) {
    const { type, params } = error as { type: string; params: Record<string, unknown> };
    return [type, params.line, params.column];
  }
};

describe('a letter', () => {
  test('with values that are not known: passes over what asks for them', () => {
    const body = '{% if contact.name %}{{ contact.name }}{% else %}{{ customer.name }}{% endif %} {{ link }}';
    expect(writeLetter({ subject: 'a\n  b\r\nBcc: c', body }, values)).toEqual({
      subject: 'a b Bcc: c',
      body: '甲公司 https://x.example/l/aB.c\n',
    });
  });

  test('with markup and template text in its values: prints them and reads nothing from them', () => {
    const hostile = { ...values, customer: { name: '{{ link }}{% include "x" %}<b>' } };
    expect(writeLetter({ subject: 'x', body: '{{ customer.name }}' }, hostile).body).toBe(
      '{{ link }}{% include "x" %}<b>\n',
    );
  });

  test('on a machine that stands still for a moment meanwhile: is written all the same', () => {
    const stalled = {
      ...values,
      customer: {
        get name() {
          for (const until = performance.now() + 300; performance.now() < until;);
          return '甲公司';
        },
      },
    };
    expect(writeLetter({ subject: 'x', body: '{{ customer.name }} {{ link }}' }, stalled).body).toContain('甲公司');
  });
});

describe('what operators write', () => {
  test.each([
    ['{% include "/etc/passwd" %}', ['templateInvalid', 1, 1]],
    ['{% render "x" %}', ['templateInvalid', 1, 1]],
    ['{% layout "x" %}', ['templateInvalid', 1, 1]],
    ['{% block x %}{% endblock %}', ['templateInvalid', 1, 1]],
    ['{% liquid echo link %}', ['templateInvalid', 1, 1]],
    ['a\n\n  {% for i in (1..9) %}{% endfor %}', ['templateInvalid', 3, 3]],
    ['{% tablerow i in (1..9) %}{% endtablerow %}', ['templateInvalid', 1, 1]],
    ['{% assign x = link %}', ['templateInvalid', 1, 1]],
    ['{% capture x %}{% endcapture %}', ['templateInvalid', 1, 1]],
    ['{% increment x %}', ['templateInvalid', 1, 1]],
    ['{{ link | date: "%s" }}', ['templateInvalid', 1, 1]],
    ['{{ link | json }}', ['templateInvalid', 1, 1]],
    ['{{ link | map: "constructor" }}', ['templateInvalid', 1, 1]],
    ['{{ (1..100000000) | append: "" }}', ['templateInvalid', 1, 1]],
    ['{% if link %}', ['templateInvalid', 1, 1]],
    ['{{ link', ['templateInvalid', 1, 1]],
    ['{{ __proto__ }}', ['templateVariable', 1, undefined]],
    ['{{ customer.__proto__.x }}', ['templateVariable', 1, undefined]],
    ['{{ customer[link] }}', ['templateVariable', 1, undefined]],
    ['{{ constructor.constructor }}', ['templateVariable', 1, undefined]],
    ['x\n{% if nobody %}{% endif %}', ['templateVariable', 2, undefined]],
    ['{% if false %}{{ secret }}{% endif %}', ['templateVariable', 1, undefined]],
  ])('%j: is refused with its place', (body, fault) => {
    expect(faultOf(body)).toEqual(fault);
  });

  test.each([
    '{{ link | upcase }}',
    '{% if contact.name %}{{ link }}{% endif %}',
    '{% comment %}{{ link }}{% endcomment %}',
    'x',
  ])('%j, where the customer must be able to answer: is refused', (body) =>
    expect(faultOf(body, true)).toEqual(['templateWithoutLink', undefined, undefined]),
  );

  test('passages, filters and comments: are taken', () => {
    const body =
      '{% case customer.name %}{% when "x" %}1{% else %}2{% endcase %}{% unless contact.name %}3{% endunless %}{{ giver.name | upcase | append: "!" }}{% raw %}{{ x }}{% endraw %}{{ link }}';
    expect(faultOf(body, true)).toBe('none');
    expect(writeLetter({ subject: 'x', body }, values).body).toBe('23张!{{ x }}https://x.example/l/aB.c\n');
  });
});
