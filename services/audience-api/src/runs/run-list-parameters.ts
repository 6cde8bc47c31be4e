import { runState, runTrigger, type RunState, type RunTrigger } from '@muster/contracts';
import { IsIn } from 'class-validator';
import { MayBeLeftOut } from '../http/optional';
import { PageParameters } from '../http/parameters';

/** `?state=&trigger=` beside those of every list. */
export class RunListParameters extends PageParameters {
  @MayBeLeftOut()
  @IsIn(runState.options)
  state?: RunState;

  @MayBeLeftOut()
  @IsIn(runTrigger.options)
  trigger?: RunTrigger;
}
