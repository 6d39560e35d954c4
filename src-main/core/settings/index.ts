export { createSettings, settingSchemas } from './settings.ts'
export type { SettingName, Settings, SettingValue } from './settings.ts'
