import { MAX_WAIT_SECONDS, PAGE_LIMIT } from '@muster/contracts';
import { IsString, MaxLength } from 'class-validator';
import { MayBeLeftOut } from './optional';
import { IsIntegerText } from './validators';

/** `?limit=&cursor=` of lists. */
export class PageParameters {
  @MayBeLeftOut()
  @IsIntegerText(1, PAGE_LIMIT.max)
  limit?: string;

  @MayBeLeftOut()
  @IsString()
  @MaxLength(500)
  cursor?: string;
}

/** How many to put on a page. */
export function limitOf({ limit }: PageParameters): number {
  return limit === undefined ? PAGE_LIMIT.default : Number(limit);
}

/** `?waitSeconds=` of jobs: how long to wait for the end. */
export class WaitParameters {
  @MayBeLeftOut()
  @IsIntegerText(0, MAX_WAIT_SECONDS)
  waitSeconds?: string;
}

/** How long to wait, in milliseconds; not at all unless told. */
export function waitOf({ waitSeconds }: WaitParameters): number {
  return Number(waitSeconds ?? 0) * 1000;
}

/** Of routes that have none: whatever is sent is refused. */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- the pipe takes a class, and this one has no fields
export class NoParameters {}
