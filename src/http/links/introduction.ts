import type * as z from 'zod';
import { type IntroductionAnswer, introductionAnswer, type introductionLink } from '../../contract/link-schemas.ts';
import { introductionOfLink, takeByLink } from '../../db/intake/introductions.ts';
import { inZone, sentence } from '../../i18n/index.ts';
import { wakeAfterAnswer } from '../introductions.ts';
import { escaped } from './html.ts';
import { type LinkPurpose, refuseLink } from './link.ts';

type View = z.input<typeof introductionLink>;
/** Customers read times of the company's place; the page says which. */
const ZONE = 'Asia/Shanghai';

/** Who will look after me from now on: agree, or object in one's own words. */
export const introductionPurpose: LinkPurpose<View, IntroductionAnswer> = {
  takes: introductionAnswer,

  async show(deps, { digest }) {
    const found = await introductionOfLink(deps.db, digest);
    if (found?.state !== 'open') refuseLink(found?.state ?? 'unknown');
    return found.view;
  },

  async take(deps, { digest }, answer) {
    const taken = await takeByLink(deps.db, digest, answer);
    if (taken.outcome !== 'taken') refuseLink(taken.outcome);
    await wakeAfterAnswer(deps, taken);
  },

  page(view, locale) {
    const say = (code: string, params: Record<string, string> = {}) =>
      escaped(sentence(locale, 'links', `introduction.${code}`, params));
    const { receiver, meeting } = view;
    const reader = { locale, timeZone: ZONE };
    const time = (instant: string) => inZone(new Date(instant), reader, 'full');
    const contact = [receiver.email, receiver.phone].filter((one) => one !== null).map(escaped);
    return {
      title: sentence(locale, 'links', 'introduction.title'),
      html: `<p>${say('who', { customer: view.customer, giver: view.giver, receiver: receiver.name })}</p>
<dl>
<dt>${say('name')}</dt><dd>${escaped(receiver.name)}${receiver.title === null ? '' : ` – ${escaped(receiver.title)}`}</dd>
<dt>${say('contact')}</dt><dd>${contact.join('<br>')}</dd>
${meeting === null ? '' : `<dt>${say('meeting')}</dt><dd>${escaped(time(meeting.startsAt))} (${ZONE})${meeting.location === null ? '' : `<br>${escaped(meeting.location)}`}${meeting.url === null ? '' : `<br>${escaped(meeting.url)}`}</dd>`}
</dl>
${view.answerBy === null ? '' : `<p>${say('silence', { answerBy: time(view.answerBy) })}</p>`}
<form method="post">
<fieldset>
<legend>${say('question')}</legend>
<p><input type="radio" name="answer" value="agreed" id="agreed" required> <label for="agreed">${say('agree')}</label></p>
<p><input type="radio" name="answer" value="objected" id="objected"> <label for="objected">${say('object')}</label></p>
</fieldset>
<p><label for="words">${say('words')}</label><br>
<textarea name="words" id="words" rows="5" maxlength="4000"></textarea></p>
<p><button type="submit">${say('send')}</button></p>
</form>`,
    };
  },
};
