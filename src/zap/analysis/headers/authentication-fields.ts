import type { ExplainedField } from '../report.js';
import type { AuthenticationResults, MethodResult } from './authentication-results.js';
import { dkimComment, methodWords, propertyWords } from './authentication-words.js';
import { isReasonCode } from './compauth-reason.js';
import { explained, explainedValue } from './explain.js';

/** Every result and every property beside it, in the order of the header. */
export function authenticationFields(
  header: string,
  { stampedBy, results }: AuthenticationResults,
): readonly ExplainedField[] {
  const stamp = {
    ...explainedValue(header, stampedBy, () => 'Who stamped this.'),
    key: 'stamped by',
  };
  return [...(stampedBy === '' ? [] : [stamp]), ...results.flatMap((one) => fieldsOf(header, one))];
}

function fieldsOf(header: string, result: MethodResult): readonly ExplainedField[] {
  return [
    withComment(explained(header, result.method, result.value, methodWords), result),
    ...result.properties.map(({ name, value }) => propertyField(header, name, value)),
  ];
}

/** The comment is shown with the value; of DKIM it says why. */
function withComment(field: ExplainedField, { method, comment }: MethodResult): ExplainedField {
  if (comment === '') return field;
  const why = method === 'dkim' && field.value !== 'pass' ? dkimComment(comment) : undefined;
  return {
    ...field,
    value: `${field.value} (${comment})`,
    sentence: [field.sentence, why ?? ''].filter((part) => part !== '').join(' '),
  };
}

/** 'reason' is a code in Microsoft's form and a sentence in quotes in others'. */
function propertyField(header: string, name: string, value: string): ExplainedField {
  const field = explained(header, name, value, propertyWords);
  const isText = name === 'reason' && !isReasonCode(value);
  return isText
    ? { ...field, sentence: 'The reason, in the words of the server.', understood: true }
    : field;
}
