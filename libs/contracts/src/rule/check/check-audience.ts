import { audienceId } from '../../events/common';
import { checkLocalDate } from './check-time';
import type { Fields } from './fields';
import { quote } from './wording';

/** Checks an audience condition. Whether the author may see the audience, and cycles, only the API can tell. */
export function checkAudience(fields: Fields): void {
  fields.refuseOthers(['kind', 'audienceId', 'at']);
  const id = fields.text('audienceId');
  if (id !== undefined && !audienceId.safeParse(id).success) {
    const message = `Write the id of an audience (a UUID), not ${quote(id)}.`;
    fields.context.report('rule.value-type', fields.at('audienceId'), message);
  }
  const at = fields.get('at');
  if (at !== undefined && at !== 'latest' && at !== 'sameDay') {
    checkLocalDate(fields.context, at, fields.at('at'));
  }
}
