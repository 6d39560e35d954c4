import { stem } from './text.ts'

/**
 * What well-known products and sites are for, since their tools name the product and people name the thing: general knowledge, one
 * product a line, the product first.
 */
const products = `
github code repository issue pull request developer
gitlab code repository issue merge request pipeline
bitbucket code repository pull request
jira issue ticket project agile
linear issue ticket project
asana task project
trello board card task
monday board task project
clickup task project
todoist task todo list
notion note page wiki document database
confluence wiki page documentation
obsidian note markdown vault
evernote note
slack chat message channel team
discord chat message channel community
telegram chat message
whatsapp chat message
teams chat meeting message
zoom meeting video call
gmail email mail inbox
outlook email mail calendar
gcal calendar event meeting
onedrive file storage document
gdrive file storage document
dropbox file storage
box file storage
s3 file storage bucket
aws cloud server storage
azure cloud server
gcp cloud server
cloudflare dns domain cdn
vercel deployment hosting
netlify deployment hosting
docker container image
kubernetes container cluster
sentry error crash monitoring
datadog monitoring metric log
grafana dashboard metric monitoring
pagerduty incident oncall alert
circleci build pipeline
salesforce crm lead customer sale
hubspot crm contact marketing sale
zendesk support ticket customer
intercom support chat customer
stripe payment invoice subscription
paypal payment invoice money
shopify shop store product order
amazon shop product buy
ebay shop product auction
airbnb accommodation rental stay lodging travel
booking hotel accommodation travel
expedia hotel flight travel
uber ride taxi car
yelp restaurant review
opentable restaurant reservation
spotify music song playlist
youtube video channel transcript
netflix movie series video
imdb movie film actor
twitch stream video gaming
twitter social post tweet
reddit social post community discussion
linkedin job professional profile
facebook social post
instagram photo social
tiktok video social short
hackernews technology news story
hacker technology news story
wikipedia encyclopedia article knowledge
arxiv paper research academic preprint
pubmed paper research medical biomedical
scholar paper research academic citation
biomcp biomedical medical clinical gene variant
openstreetmap map location place route restaurant
osm map location place route restaurant nearby
mapbox map location route
maps map location place route
12306 train railway ticket china
amap map location route china
yahoo finance stock share
yfmcp finance stock share
nasdaq stock share
kospi stock share korea
coinbase crypto bitcoin
binance crypto bitcoin
coingecko crypto bitcoin price
tavily web search internet
brave web search internet
duckduckgo web search internet
searxng web search internet
exa web search internet
perplexity web search answer
firecrawl web scrape crawl
playwright browser web automation page
puppeteer browser web automation page
selenium browser web automation page
chrome browser web page
figma design interface
canva design image
powerpoint presentation slide
ppt presentation slide powerpoint
pptx presentation slide powerpoint
excel spreadsheet table workbook
sheets spreadsheet table
airtable table database
word document docx
pdf document
latex document paper
mermaid diagram chart
postgres database sql query
mysql database sql query
sqlite database sql query
mongodb database document query
redis database cache
snowflake database warehouse sql
bigquery database warehouse sql
npm package javascript library
pypi package python library
maven package java library
crates package rust library
context7 library documentation code
deepwiki documentation repository
whois domain registration owner
opgg game esport league
lol game league legend champion
valorant game shooter fps
chess game board
steam game
pokemon game
bilibili video anime
weibo social hot topic
douyin video short
zhihu question answer
douban movie book review
weread book reading
toutiao news
tencent news
netease news
36kr technology business news
juejin developer technology article
sspai technology software article
gcores gaming game
smzdm shopping deal cheap discount product
taobao shopping product
jd shopping product
9to5mac apple iphone mac
theverge technology news
bbc news world
nytimes news
bazi fortune astrology almanac calendar chinese lunar
`

const table = new Map(
  products
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .map(([product = '', ...words]) => [product, words.map((word) => stem(word))]),
)

/** What the products named by these words are for: stems. */
export function purposeOf(words: Iterable<string>): string[] {
  const found = new Set<string>()
  for (const word of words) for (const purpose of table.get(word) ?? []) found.add(purpose)
  return [...found]
}
