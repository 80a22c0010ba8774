import type * as z from 'zod';
import { type SurveyAnswer, surveyAnswer, type surveyLink } from '../../contract/link-schemas.ts';
import { answerSurvey, surveyOfLink } from '../../db/intake/reviews.ts';
import { sentence } from '../../i18n/index.ts';
import { escaped } from './html.ts';
import { type LinkPurpose, refuseLink } from './link.ts';

/** How satisfied a customer is with whoever looks after them: 1 to 5, and words. */
export const surveyPurpose: LinkPurpose<z.input<typeof surveyLink>, SurveyAnswer> = {
  takes: surveyAnswer,

  async show(deps, { digest }) {
    const found = await surveyOfLink(deps.db, digest);
    if (found?.state !== 'open') refuseLink(found?.state ?? 'unknown');
    return { purpose: 'survey' as const, customer: found.customer, receiver: found.receiver };
  },

  async take(deps, { digest }, { satisfaction, words }) {
    const outcome = await answerSurvey(deps.db, digest, { satisfaction, words: words ?? null });
    if (outcome !== 'taken') refuseLink(outcome);
  },

  page(view, locale) {
    const say = (code: string, params: Record<string, string> = {}) =>
      escaped(sentence(locale, 'links', `survey.${code}`, params));
    const marks = [1, 2, 3, 4, 5].map(
      (mark) =>
        `<p><input type="radio" name="satisfaction" value="${mark}" id="mark${mark}" required> <label for="mark${mark}">${mark} – ${say(`mark${mark}`)}</label></p>`,
    );
    return {
      title: sentence(locale, 'links', 'survey.title'),
      html: `<p>${say(view.receiver === null ? 'whoOfUs' : 'who', { customer: view.customer, receiver: view.receiver ?? '' })}</p>
<form method="post">
<fieldset>
<legend>${say('question')}</legend>
${marks.join('\n')}
</fieldset>
<p><label for="words">${say('words')}</label><br>
<textarea name="words" id="words" rows="5" maxlength="4000"></textarea></p>
<p><button type="submit">${say('send')}</button></p>
</form>`,
    };
  },
};
