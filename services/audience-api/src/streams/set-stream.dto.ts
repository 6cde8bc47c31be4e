import { membershipStream, type MembershipStream } from '@muster/contracts';
import { IsIn } from 'class-validator';

export class SetStreamDto {
  @IsIn(membershipStream.options, { message: `must be one of ${membershipStream.options.join(', ')}` })
  stream!: MembershipStream;
}
