import type { SecretRule } from './gitleaks-rules.ts'

/** Rules for what gitleaks' file leaves to other tools: credentials in URLs, headers, command lines and prose. */
export const ownRules: readonly SecretRule[] = [
  {
    id: 'url-credentials',
    // The same word twice, as in `postgres:postgres@`, is a default of development.
    pattern: '://([^\\s:@/"\'<>]{0,80}):(?!\\1@)([^\\s@/"\'<>]{3,120})@[a-z0-9[]',
    group: 2,
    ignoreCase: true,
    keywords: ['://'],
    allow: [
      {
        target: 'secret',
        patterns: [
          '^(?i:pass(?:word|wd)?|secret|token|x-oauth-basic|x-access-token|replace.{0,40}|your.{0,40})$|^[$%{<*]',
        ],
      },
    ],
  },
  {
    id: 'authorization-header',
    pattern:
      '(?:authorization["\']?[ \\t]{0,3}[:=][ \\t]{0,3}["\']?)(?:bearer|basic|token|digest|apikey)[ \\t]{1,3}([\\w+/=.~:-]{8,2000})',
    ignoreCase: true,
    keywords: ['authorization'],
  },
  {
    id: 'bearer-token',
    pattern: '\\bBearer[ \\t]{1,3}([\\w+/=.~-]{20,2000})',
    ignoreCase: false,
    entropy: 3,
    keywords: ['bearer'],
  },
  {
    id: 'curl-user',
    pattern:
      '\\bcurl\\b(?:[^\\r\\n\\\\]|\\\\[^]){0,400}?[ \\t](?:-u|--user)[ =]?["\']?([\\w$@.%-]{1,60}:[^\\s"\']{3,80}|[\\w$@.%-]{1,60}:["\'][^"\'\\r\\n]{3,80}["\'])',
    ignoreCase: false,
    keywords: ['curl'],
    allow: [
      { target: 'secret', patterns: [':["\']?[$<{*[]|^\\$|:(?i:password|pass|token|secret|api_?key)$'] },
    ],
  },
  {
    id: 'kubernetes-secret',
    pattern:
      '\\bkind:[ \\t]{0,3}["\']?secret\\b[\\s\\S]{0,400}?\\bdata:\\s{1,20}([\\w.-]{1,60}:[ \\t]{0,3}(?:[|>][-+]?\\s{1,20})?["\']?[a-z0-9+/]{10,4000}={0,3})',
    ignoreCase: true,
    keywords: ['secret'],
  },
  {
    id: 'password-in-prose',
    pattern:
      '\\b(?:password|passwort|kennwort|passcode|pwd|contraseña|senha|mot de passe)(?:[ \\t](?:is|was|of|to|ist|es|est))?[ \\t:]{1,3}["\']([^"\'\\r\\n]{4,60})["\']',
    ignoreCase: true,
    keywords: ['password', 'passwort', 'kennwort', 'passcode', 'pwd', 'contrase', 'senha', 'mot de passe'],
    allow: [{ target: 'secret', patterns: ['^[a-z _-]{1,60}$', '^[^A-Za-z0-9]{1,60}$'] }],
  },
  {
    id: 'strong-password-in-prose',
    pattern:
      '\\b(?:password|passwort|kennwort|passcode|pwd|contraseña|senha)(?:[ \\t](?:is|was|of|to|ist|es|est))?[ \\t:]{1,3}((?=[^\\s]{0,40}[A-Z])(?=[^\\s]{0,40}\\d)(?=[^\\s]{0,40}[!@#$%^&*_+=~-])[^\\s"\'<>(),;]{6,60}[^\\s"\'<>(),;.])',
    ignoreCase: false,
    keywords: ['password', 'passwort', 'kennwort', 'passcode', 'pwd', 'contrase', 'senha'],
    allow: [{ target: 'secret', patterns: ['^https?:|^[-_A-Z0-9]{1,60}$'] }],
  },
  {
    id: 'address-and-password',
    pattern:
      '@[\\w-]{1,63}(?:\\.[\\w-]{1,63}){1,4}[ \\t]{0,2}[/|:][ \\t]{0,2}((?=[^\\s]{0,40}[A-Z])(?=[^\\s]{0,40}[a-z])(?=[^\\s]{0,40}\\d)(?=[^\\s]{0,40}[!@#$%^&*])[^\\s"\'<>(),;/]{8,60}[^\\s"\'<>(),;./])',
    ignoreCase: false,
    keywords: ['@'],
  },
  {
    id: 'telegram-bot',
    pattern: '(?<!\\d)(\\d{8,10}:AA[\\w-]{33})(?![\\w-])',
    ignoreCase: false,
    keywords: [':aa'],
  },
  {
    id: 'discord-bot',
    pattern: '(?<![\\w.-])([MNO][A-Za-z\\d_-]{23,27}\\.[\\w-]{6}\\.[\\w-]{27,40})(?![\\w.-])',
    ignoreCase: false,
    keywords: [],
    entropy: 3.5,
  },
  {
    id: 'json-web-token',
    pattern: '(?<![\\w.-])(eyJ[\\w-]{10,4000}\\.eyJ[\\w-]{10,4000}\\.[\\w-]{10,1000})(?![\\w-])',
    ignoreCase: false,
    keywords: ['eyj'],
  },
  {
    id: 'token-in-url',
    pattern:
      '[?&](?:access_token|auth_token|api_?key|apikey|token|secret|password|sig|signature|client_secret)=(?=[\\w%.~+/-]{0,60}\\d)([\\w%.~+/-]{8,1000})',
    ignoreCase: true,
    entropy: 2.5,
    keywords: ['token=', 'key=', 'secret=', 'password=', 'sig=', 'signature='],
  },
  {
    id: 'aws-access-key-id',
    pattern: '\\b((?:AKIA|ASIA)[A-Z0-9]{16})\\b',
    ignoreCase: false,
    keywords: ['akia', 'asia'],
  },
  {
    id: 'prefixed-token',
    pattern:
      '(?<![A-Za-z0-9])((?:shp(?:ss|at|ca|pa)_[A-Za-z0-9]{20,80}|(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{20,250}|vc[piark]_[A-Za-z0-9]{24,80}|cf(?:ut|at|k)_[A-Za-z0-9]{40,60}|tskey-[a-z]{2,10}-[A-Za-z0-9]{8,40}-[A-Za-z0-9]{20,60}|glsa_[A-Za-z0-9]{32}_[a-f0-9]{8}|dapi[a-fA-F0-9]{32}|gh[pousr]_[A-Za-z0-9_.-]{36,2000}|SG\\.[\\w-]{16,40}\\.[\\w-]{30,80}|sk-(?:proj|svcacct|admin)-[\\w-]{20,300}|sk-ant-[a-z0-9]{2,12}-[\\w-]{80,300}))(?![A-Za-z0-9])',
    ignoreCase: false,
    entropy: 2,
    keywords: [
      'shp',
      'k_live_',
      'k_test_',
      'vcp_',
      'vci_',
      'vca_',
      'vcr_',
      'vck_',
      'cfut_',
      'cfat_',
      'cfk_',
      'tskey-',
      'glsa_',
      'dapi',
      'ghp_',
      'gho_',
      'ghu_',
      'ghs_',
      'ghr_',
      'sg.',
      'sk-',
    ],
  },
  {
    id: 'session-id',
    pattern:
      '\\b(?:phpsessid|jsessionid|asp\\.net_sessionid|connect\\.sid|sessionid|session_id|session|sess|sid)=(?=[\\w%.-]{0,60}\\d)([\\w%.-]{12,400})',
    ignoreCase: true,
    entropy: 2.5,
    keywords: ['sess', 'sid='],
  },
]
