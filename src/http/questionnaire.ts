import { Refusal } from '../contract/failures.ts';
import type { Relation } from '../contract/roles.ts';
import type { ReviewQuestion } from '../contract/reviews.ts';

/** The questions for a person of the case; a deputy is asked what the supervisor is asked. */
export function questionsFor(questions: readonly ReviewQuestion[], relations: readonly Relation[]): ReviewQuestion[] {
  const asked = relations.map((relation) => (relation === 'deputy' ? 'supervisor' : relation));
  return questions.filter((question) => question.for.some((role) => asked.includes(role)));
}

/**
 * Holds answers against the questions: marks are all given, words may be left out.
 * @throws Refusal questionUnknown, questionUnanswered
 */
export function mustAnswer(asked: readonly ReviewQuestion[], answers: Record<string, number | string>): void {
  for (const [key, answer] of Object.entries(answers)) {
    const question = asked.find((one) => one.key === key);
    const fits = question !== undefined && typeof answer === (question.kind === 'scale' ? 'number' : 'string');
    if (!fits) throw new Refusal('questionUnknown', { key }, `/answers/${key}`);
  }
  const missing = asked.find(({ key, kind }) => kind === 'scale' && answers[key] === undefined);
  if (missing) throw new Refusal('questionUnanswered', { key: missing.key }, '/answers');
}
