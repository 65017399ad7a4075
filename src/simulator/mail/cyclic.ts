/** The item at a place of a list that begins again at its end. @throws RangeError for an empty list */
export function cyclic<T>(list: readonly T[], place: number): T {
  if (list.length === 0) throw new RangeError('there is nothing to pick from');
  return list[place % list.length] as T;
}
