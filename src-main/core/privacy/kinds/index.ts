import type { Kind } from '../detect/kind.ts'
import { arCuit } from './ar-cuit.ts'
import { auAbn } from './au-abn.ts'
import { auAcn } from './au-acn.ts'
import { auMedicare } from './au-medicare.ts'
import { auTfn } from './au-tfn.ts'
import { bankAccount } from './bank-account.ts'
import { beNrn } from './be-nrn.ts'
import { brCnpj } from './br-cnpj.ts'
import { brCpf } from './br-cpf.ts'
import { caSin } from './ca-sin.ts'
import { card } from './card.ts'
import { cardCvv } from './card-cvv.ts'
import { chAhv } from './ch-ahv.ts'
import { clRut } from './cl-rut.ts'
import { cnCreditCode } from './cn-credit-code.ts'
import { cnId } from './cn-id.ts'
import { cryptoAddress } from './crypto-address.ts'
import { dateOfBirth } from './date-of-birth.ts'
import { deHealthInsurance } from './de-health-insurance.ts'
import { deIdCard } from './de-id-card.ts'
import { deLanr } from './de-lanr.ts'
import { deSocialSecurity } from './de-social-security.ts'
import { deTaxId } from './de-tax-id.ts'
import { dkCpr } from './dk-cpr.ts'
import { driverLicense } from './driver-license.ts'
import { email } from './email.ts'
import { employeeId } from './employee-id.ts'
import { esNie } from './es-nie.ts'
import { esNif } from './es-nif.ts'
import { euVat } from './eu-vat.ts'
import { fiHetu } from './fi-hetu.ts'
import { frNir } from './fr-nir.ts'
import { geo } from './geo.ts'
import { hkId } from './hk-id.ts'
import { iban } from './iban.ts'
import { imei } from './imei.ts'
import { inAadhaar } from './in-aadhaar.ts'
import { inGstin } from './in-gstin.ts'
import { inPan } from './in-pan.ts'
import { inVoter } from './in-voter.ts'
import { insuranceId } from './insurance-id.ts'
import { ip } from './ip.ts'
import { itFiscalCode } from './it-fiscal-code.ts'
import { itVat } from './it-vat.ts'
import { jpMyNumber } from './jp-my-number.ts'
import { krBrn } from './kr-brn.ts'
import { krRrn } from './kr-rrn.ts'
import { licensePlate } from './license-plate.ts'
import { location } from './location.ts'
import { mac } from './mac.ts'
import { medicalRecord } from './medical-record.ts'
import { mxCurp } from './mx-curp.ts'
import { nationalId } from './national-id.ts'
import { nlBsn } from './nl-bsn.ts'
import { noFnr } from './no-fnr.ts'
import { ownData } from './own-data.ts'
import { passport } from './passport.ts'
import { person } from './person.ts'
import { phone } from './phone.ts'
import { plNip } from './pl-nip.ts'
import { plPesel } from './pl-pesel.ts'
import { postalCode } from './postal-code.ts'
import { seOrgnr } from './se-orgnr.ts'
import { sePersonnummer } from './se-personnummer.ts'
import { secret } from './secret.ts'
import { sgNric } from './sg-nric.ts'
import { sgUen } from './sg-uen.ts'
import { streetAddress } from './street-address.ts'
import { swiftBic } from './swift-bic.ts'
import { taxId } from './tax-id.ts'
import { thTnin } from './th-tnin.ts'
import { trId } from './tr-id.ts'
import { ukDriver } from './uk-driver.ts'
import { ukNhs } from './uk-nhs.ts'
import { ukNino } from './uk-nino.ts'
import { ukSortCode } from './uk-sort-code.ts'
import { usDea } from './us-dea.ts'
import { usEin } from './us-ein.ts'
import { usItin } from './us-itin.ts'
import { usMbi } from './us-mbi.ts'
import { usNpi } from './us-npi.ts'
import { usRouting } from './us-routing.ts'
import { usSsn } from './us-ssn.ts'
import { username } from './username.ts'
import { vin } from './vin.ts'
import { zaId } from './za-id.ts'

/** Every kind Athena knows, a file each. */
export const kinds: readonly Kind[] = [
  arCuit,
  auAbn,
  auAcn,
  auMedicare,
  auTfn,
  bankAccount,
  beNrn,
  brCnpj,
  brCpf,
  caSin,
  card,
  cardCvv,
  chAhv,
  clRut,
  cnCreditCode,
  cnId,
  cryptoAddress,
  dateOfBirth,
  deHealthInsurance,
  deIdCard,
  deLanr,
  deSocialSecurity,
  deTaxId,
  dkCpr,
  driverLicense,
  email,
  employeeId,
  esNie,
  esNif,
  euVat,
  fiHetu,
  frNir,
  geo,
  hkId,
  iban,
  imei,
  inAadhaar,
  inGstin,
  inPan,
  inVoter,
  insuranceId,
  ip,
  itFiscalCode,
  itVat,
  jpMyNumber,
  krBrn,
  krRrn,
  licensePlate,
  location,
  mac,
  medicalRecord,
  mxCurp,
  nationalId,
  nlBsn,
  noFnr,
  ownData,
  passport,
  person,
  phone,
  plNip,
  plPesel,
  postalCode,
  seOrgnr,
  sePersonnummer,
  secret,
  sgNric,
  sgUen,
  streetAddress,
  swiftBic,
  taxId,
  thTnin,
  trId,
  ukDriver,
  ukNhs,
  ukNino,
  ukSortCode,
  usDea,
  usEin,
  usItin,
  usMbi,
  usNpi,
  usRouting,
  usSsn,
  username,
  vin,
  zaId,
]

const byName = new Map(kinds.map((kind) => [kind.name, kind]))

/** A kind by its name. */
export function kindNamed(name: string): Kind | undefined {
  return byName.get(name)
}
