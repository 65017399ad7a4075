/**
 * Whether a tenant has a source. `absent`: asked, and it has not (no licence, no permission, not in this cloud): not an
 * error. Rejects with a typed error when that could not be found out.
 */
export type SourcePresence =
  | { readonly kind: 'present' }
  | {
      readonly kind: 'absent';
      readonly why: 'no-licence' | 'no-permission' | 'no-role' | 'not-in-cloud';
      readonly serviceCode?: string | undefined;
    };

/** Why a tenant does not have a source. Not an error. */
export const absenceWords: Readonly<
  Record<Extract<SourcePresence, { kind: 'absent' }>['why'], string>
> = {
  'no-licence': 'the tenant has no licence for it',
  'no-permission': 'the reader app has no permission for it',
  'no-role': 'the reader app has no role that allows it',
  'not-in-cloud': 'it does not exist in this cloud',
};
