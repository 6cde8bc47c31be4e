import { Injectable, type PipeTransform } from '@nestjs/common';
import { ProblemError } from '@muster/platform';

export type ResourceName = 'audience' | 'run' | 'export' | 'import' | 'user';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The same answer whether there is no such thing or it is another organisation's: ids tell nothing. */
export function notFound(resource: ResourceName): ProblemError {
  return new ProblemError(404, `${resource}.not-found`, `there is no ${resource} with this id`);
}

/** The id of a path; what is not a UUID names nothing, so it is not found. */
@Injectable()
export class IdPipe implements PipeTransform<string, string> {
  constructor(private readonly resource: ResourceName) {}

  transform(id: string): string {
    if (!UUID.test(id)) throw notFound(this.resource);
    return id.toLowerCase();
  }
}
