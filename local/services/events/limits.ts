import { ServiceError } from '../../kernel/errors';

const MOST_PER_PAGE = 100;

/** Items of a page; the API's model keeps it in 1 to 100. */
export const limitOf = (limit = MOST_PER_PAGE): number => limit;

export const badToken = (): ServiceError => new ServiceError('ValidationException', 'The NextToken is not valid.');
