import { ServiceError } from '../../kernel/errors';

export const notFound = (what: 'API' | 'Integration' | 'Route' | 'stage', id: string): ServiceError =>
  new ServiceError('NotFoundException', `Invalid ${what} identifier specified ${id}`, 404);

export const badRequest = (message: string): ServiceError => new ServiceError('BadRequestException', message, 400);

export const conflict = (message: string): ServiceError => new ServiceError('ConflictException', message, 409);

export const isManaged = (what: string): ServiceError =>
  badRequest(`${what} was made with its API by CreateApi; it stays as it is, and goes with the API.`);
