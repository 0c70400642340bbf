/** One point for each period, oldest first; undefined where there is none. */
export type Series = readonly (number | undefined)[];

/** A time series with the label that an answer shows for it. */
export interface NamedSeries {
  readonly label: string;
  readonly points: Series;
}

/** What metric math computes with: a scalar (NaN when there is none), a time series, or an array of time series. */
export type Value = number | Series | SeriesArray;

export interface SeriesArray {
  readonly members: readonly NamedSeries[];
}

export const isSeries = (value: Value): value is Series => Array.isArray(value);
export const isArray = (value: Value): value is SeriesArray => typeof value === 'object' && 'members' in value;

/** A result that is no number is no point. */
export const point = (value: number | undefined): number | undefined => (Number.isFinite(value) ? value : undefined);

/** Applies `change` to one time series, or to each of an array. */
export function eachSeries(value: Series | SeriesArray, change: (points: Series) => Series): Series | SeriesArray {
  if (isSeries(value)) return change(value);
  return { members: value.members.map(({ label, points }) => ({ label, points: change(points) })) };
}

/** Period by period over scalars and time series; a scalar when all are scalars. */
export function combine(
  values: readonly (number | Series)[],
  by: (at: readonly (number | undefined)[]) => number | undefined,
): number | Series {
  const series = values.find(isSeries);
  if (series === undefined) return by(values.map((value) => point(value as number))) ?? Number.NaN;
  return series.map((_, index) => point(by(values.map((value) => (isSeries(value) ? value[index] : point(value))))));
}
