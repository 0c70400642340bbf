import type {
  CreateStageRequest,
  DeleteStageRequest,
  GetStageRequest,
  GetStagesRequest,
  GetStagesResponse,
  Stage as StageView,
  UpdateStageRequest,
} from '@aws-sdk/client-apigatewayv2';
import type { Platform } from '../../kernel/platform';
import { only } from '../support/only';
import { badRequest, conflict, isManaged, notFound } from './errors';
import type { HttpApi, HttpApis, Stage } from './http-api';
import { apiOf } from './lookup';
import { cut } from './pages';
import { readStage } from './settings';
import { changed, stageView } from './views';

const SETTINGS = ['AccessLogSettings', 'AutoDeploy'];

export const stageOperations = ({ clock }: Platform, apis: HttpApis) => ({
  CreateStage(input: CreateStageRequest): StageView {
    only('CreateStage', input, ['ApiId', 'StageName', ...SETTINGS]);
    const { stages } = apiOf(apis, input.ApiId);
    const { StageName: name = '' } = input;
    if (!/^(\$default|[\w-]{1,128})$/.test(name))
      throw badRequest(`Stage name ${name} is not $default, and not of a-zA-Z0-9_-`);
    if (stages.has(name)) throw conflict('Stage already exists');
    const now = clock.now();
    const stage = { ...readStage(input), createdAt: now, updatedAt: now };
    stages.set(name, stage);
    return stageView(stage);
  },

  GetStage(input: GetStageRequest): StageView {
    only('GetStage', input, ['ApiId', 'StageName']);
    return stageView(stageOf(apiOf(apis, input.ApiId), input.StageName));
  },

  GetStages(input: GetStagesRequest): GetStagesResponse {
    only('GetStages', input, ['ApiId', 'MaxResults', 'NextToken']);
    const { items, next } = cut([...apiOf(apis, input.ApiId).stages.values()], input);
    return { Items: items.map(stageView), ...next };
  },

  UpdateStage(input: UpdateStageRequest): StageView {
    only('UpdateStage', input, ['ApiId', 'StageName', ...SETTINGS]);
    const api = apiOf(apis, input.ApiId);
    const before = stageOf(api, input.StageName);
    if (before.managed) throw isManaged(`Stage ${before.name}`);
    const updated = { ...before, ...readStage(changed(stageView(before), input)), updatedAt: clock.now() };
    api.stages.set(updated.name, updated);
    return stageView(updated);
  },

  DeleteStage(input: DeleteStageRequest): void {
    only('DeleteStage', input, ['ApiId', 'StageName']);
    const api = apiOf(apis, input.ApiId);
    const { name, managed } = stageOf(api, input.StageName);
    if (managed) throw isManaged(`Stage ${name}`);
    api.stages.delete(name);
  },
});

function stageOf({ stages }: HttpApi, name = ''): Stage {
  const stage = stages.get(name);
  if (stage === undefined) throw notFound('stage', name);
  return stage;
}
