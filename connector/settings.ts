import { resolve } from 'node:path'
import * as z from 'zod'
import { engine, labels, mode, proxyName } from '@/lib/wire/terms'

const path = z
  .string()
  .min(1)
  .max(4096)
  .transform((text) => resolve(text))

/** How one proxy is connected: the options of `lockstep connect`, or one entry of its YAML file. */
export const proxySettings = z.strictObject({
  name: proxyName,
  /** Of the policy, relative to the root or by its full repository path. */
  path: z.string().min(1).max(1024),
  mode,
  engine,
  /** The live policy file. */
  config: path,
  /** Folder of event files. */
  events: path,
  /** Mode relay: where another tool puts the policy. */
  source: path.nullable().default(null),
  /** Run when the proxy did not notice a new policy; none unless given, and none in mode observe. */
  restartCommand: z.string().min(1).nullable().default(null),
  labels: labels.default({}),
  environment: proxyName.optional(),
  ephemeral: z.boolean().default(false),
  deliveryTool: z.string().max(120).nullable().default(null),
  /** Mode git: where the connector itself fetches from. */
  git: z
    .strictObject({
      url: z.string().min(1),
      ref: z.string().default('main'),
      path: z.string().min(1),
      tokenFile: path.nullable().default(null),
    })
    .nullable()
    .default(null),
})
export type ProxySettings = z.infer<typeof proxySettings>

/** The file that connects several proxies of one host. */
export const connectFile = z.strictObject({
  server: z.string().min(1),
  stateDirectory: path.optional(),
  allowHttp: z.boolean().default(false),
  ca: path.nullable().default(null),
  proxies: z
    .array(proxySettings)
    .min(1)
    .max(2000)
    .superRefine((proxies, context) => {
      // Two would share one state directory, or be taken for each other's processes.
      const keys = {
        name: ({ name }: ProxySettings) => name,
        config: ({ config, events }: ProxySettings) => `${config} with ${events}`,
      }
      for (const [key, valueOf] of Object.entries(keys)) {
        const values = proxies.map(valueOf)
        for (const [index, value] of values.entries())
          if (values.indexOf(value) < index)
            context.addIssue({ code: 'custom', path: [index, key], message: `${value} is there twice` })
      }
    }),
})
export type ConnectFile = z.infer<typeof connectFile>

/** What is missing for a mode, or would do nothing in it, in words; null when nothing is. */
export function lackOf({ mode, source, git, config, restartCommand }: ProxySettings): string | null {
  if (mode === 'observe' && restartCommand !== null)
    return 'mode observe does not know when a policy arrives, and would never run --restart-command: leave it out, or use another mode'
  if (mode === 'relay' && source === null)
    return 'mode relay needs --source: the path that your delivery tool fills'
  if (mode === 'relay' && source === config)
    return '--source and --config must be two files: the connector carries one to the other'
  if (mode === 'git' && git === null)
    return 'mode git needs --git-url and --git-path: where the connector fetches from'
  return null
}
