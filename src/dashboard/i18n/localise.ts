import { EkspresiError, errorData, errorTexts, isErrorData } from '../../core/errors.js';
import { eventSentence } from '../../core/event-table.js';
import type { ErrorData } from '../../core/localised-text.js';
import type { Language } from './languages.js';

/** A failure as a status tells it: in English, and as data where the program knows it. */
export interface Problem {
  readonly message: string;
  readonly remedy: string;
  readonly failure?: ErrorData | null | undefined;
}

interface ProblemTexts {
  readonly message: string;
  readonly remedy: string;
}

/** A failure in a language; one that the program does not know stays in English. */
export function localise(language: Language, problem: Problem | EkspresiError): ProblemTexts {
  const { message, remedy } = problem;
  const failure = problem instanceof EkspresiError ? errorData(problem) : problem.failure;
  if (language === 'en' || !isErrorData(failure)) return { message, remedy };
  const texts = errorTexts(failure, language);
  return { message: texts.message, remedy: texts.remedy };
}

/** {@link localise} in one line. */
export function localiseInLine(language: Language, problem: Problem | EkspresiError): string {
  const { message, remedy } = localise(language, problem);
  return remedy ? `${message}. ${remedy}` : message;
}

/** What happened, in a language; what another version noted stays as it was noted. */
export function eventMessage(
  language: Language,
  event: {
    readonly kind: string;
    readonly message: string;
    readonly details: Readonly<Record<string, unknown>> | null;
  },
): string {
  const { kind, message, details } = event;
  return language === 'en' ? message : (eventSentence(kind, details, language) ?? message);
}
