import { stem } from './text.ts'

/**
 * Words that people and tools use for the same act or thing; general English of software and offices, from no benchmark.
 * Each line is one sense.
 */
const senses = `
get fetch retrieve read load obtain lookup show view access
search find query lookup seek discover locate
list enumerate show browse
create add make new insert generate build
update edit modify change set alter patch revise
delete remove erase drop destroy clear discard
send post submit deliver dispatch
write save store put persist
run execute invoke perform start launch
stop cancel abort end terminate kill halt
rename move relocate
copy duplicate clone
download fetch save
upload attach
schedule plan book reserve
buy purchase order
check verify validate test inspect
calculate compute evaluate work
convert transform translate change
compare diff
merge combine join concatenate
analyze analyse examine inspect study
open launch navigate visit
close shut
summarize summarise summary digest
remember store memorize
recall remember retrieve
forget delete remove
screenshot capture snapshot
type fill input enter
click press tap
file document
folder directory
picture image photo
chart graph plot diagram
email mail message
meeting event appointment calendar
person people contact user member
company firm organization business
repository repo
issue ticket bug
pull-request pr
webpage page website site url
web internet online
movie film
song music track
car vehicle automobile
hotel accommodation lodging house stay rental homestay apartment
flight plane airline
restaurant food dining
price cost quote rate fee
stock share equity ticker
currency money forex
crypto cryptocurrency coin token
weather forecast temperature
news article headline story
location place address
direction route navigation path
map geography
distance length
time date datetime clock
phone telephone mobile
picture screenshot
table sheet spreadsheet excel
presentation slide powerpoint ppt
word docx document
database db sql
text content
delete trash
paper publication article study
trend trending hot popular rank ranking top
recommend suggest advice recommendation
comment reply note
tag label
task todo
job position vacancy
movie cinema theater
game match
team club
score result
player athlete
`

const table = new Map<string, Set<string>>()
for (const line of senses.trim().split('\n')) {
  const group = line.split(' ').map((word) => stem(word))
  for (const word of group) {
    let others = table.get(word)
    if (!others) table.set(word, (others = new Set()))
    for (const other of group) if (other !== word) others.add(other)
  }
}

/** Stems that may stand for a stem. */
export function synonymsOf(term: string): Iterable<string> & { map<T>(use: (term: string) => T): T[] } {
  return lists.get(term) ?? []
}

const lists = new Map([...table].map(([term, others]) => [term, [...others]]))
