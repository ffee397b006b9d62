import type { ExplainableTexts } from '../../explain/explain.ts';
import { loadKnownTexts } from '../load-known-texts.ts';
import { part } from '../load-part.ts';

const loadAnswers = part('answers', (answers: Readonly<Record<string, string>>) => answers);

/** The known texts as the search has them, with the sentence that an explanation shows for each message. */
export async function loadExplainableTexts(): Promise<ExplainableTexts> {
  const [known, answers] = await Promise.all([loadKnownTexts(), loadAnswers()]);
  const messages = known.messages.map((message) => ({ ...message, answer: answers[message.slug] ?? '' }));
  return { ...known, messages };
}
