"""The words that announce, make up and exclude the names of suppliers and customers."""

from __future__ import annotations

from enum import StrEnum


class PartyRole(StrEnum):
    """Whose name or address a heading announces."""

    SUPPLIER = "supplier"
    CUSTOMER = "customer"
    NAME = "name"  # "Name:" says no more; the heading above it does
    OTHER = "other"  # delivery address, bank, contact: neither


PARTY_LABELS: dict[PartyRole, dict[str, str]] = {
    PartyRole.SUPPLIER: {
        "en": "seller|supplier|vendor|from|sold by|issued by|bill from|billed by|biller|service provider|provider|merchant|"
        "supplier name|vendor name|seller name|company name|own by|owned by|operated by|trading as|t a|invoice from|remit to|"
        "make payment to|payable to|account name|account holder|beneficiary|merchant name",
        "de": "verkäufer|lieferant|rechnungssteller|rechnungsaussteller|absender|leistungserbringer|aussteller|kontoinhaber|"
        "zahlungsempfänger|kontoname|auftragnehmer",
        "fr": "vendeur|fournisseur|émetteur|prestataire|émis par|expéditeur|titulaire du compte|titulaire|vendu par",
        "nl": "verkoper|leverancier|afzender|van|rekeninghouder|ten name van|tnv|t n v",
        "es": "vendedor|proveedor|emisor|expedidor|titular|datos del emisor|emitida por|de",
        "it": "venditore|fornitore|cedente|cedente prestatore|emittente|mittente|intestatario|prestatore|intestato a",
        "pt": "vendedor|fornecedor|emitente|prestador|titular",
        "af": "verkoper|verskaffer|van|rekeninghouer|leweransier",
    },
    PartyRole.CUSTOMER: {
        "en": "bill to|billed to|sold to|customer|client|buyer|invoice to|customer name|invoiced to|bill to address|to|purchaser|"
        "billing address|billing to|client name|buyer name|issued to|attention|attn|party|buyer bill to|party name|recipient|charge to|customer details|"
        "account holder name|debtor|bill to party|m s|messrs|patient|guest name|invoice for|member",
        "ms": "kepada|pelanggan",
        "de": "käufer|kunde|rechnungsempfänger|rechnung an|empfänger|leistungsempfänger|käufer leistungsempfänger|auftraggeber|"
        "rechnungsadresse|rechnungsanschrift|kundenname|an|kundenanschrift",
        "fr": "acheteur|client|facturé à|destinataire|facture à|adresse de facturation|adressé à|nom du client|facturer à|à l attention de",
        "nl": "koper|klant|factuuradres|aan|factuur aan|klantnaam|afnemer|ter attentie van|opdrachtgever|debiteur",
        "es": "comprador|cliente|facturar a|receptor|datos del cliente|destinatario|nombre cliente|facturado a|señores",
        "it": "acquirente|cliente|cessionario|committente|cessionario committente|destinatario|spett le|spettabile|fatturato a|intestata a",
        "pt": "comprador|cliente|faturar a|adquirente|exmo s|destinatário|faturado a|nome do cliente|facturado a|exmos senhores",
        "af": "koper|kliënt|klant|faktureer aan|aan|faktuur aan|rekening aan",
    },
    PartyRole.NAME: {
        "en": "name|company",
        "ms": "nama",
        "de": "name|firma",
        "fr": "nom|raison sociale|nom raison sociale",
        "nl": "naam",
        "es": "nombre|razon social|nombre razon social",
        "it": "nome|denominazione|ragione sociale",
        "pt": "nome",
        "af": "naam",
    },
    PartyRole.OTHER: {
        "en": "ship to|deliver to|delivery address|shipping address|delivery to|ship to address|service address|contact|salesperson|"
        "cashier|sales person|served by|server|staff|bank|bank name|contact person|prepared by|shipped to|delivered to|consignee|"
        "sales rep|agent|deliver address|table|driver|operator|waiter|member name",
        "de": "lieferadresse|lieferanschrift|ansprechpartner|bank|abweichender warenempfänger|sachbearbeiter|bearbeiter|bankverbindung|"
        "lieferung an|warenempfänger|kassierer|bediener|es bediente sie|geschäftsführer|vorstand|aufsichtsrat|kassier",
        "fr": "adresse de livraison|livré à|contact|banque|domiciliation|livraison|vendeur nom|caissier|servi par|gérant",
        "nl": "afleveradres|bezorgadres|contactpersoon|bank|leveradres|kassier|verzendadres|bediend door",
        "es": "dirección de envío|enviar a|contacto|banco|entregar a|domicilio de entrega|cajero|atendido por|dirección de entrega",
        "it": "destinazione|luogo di consegna|destinazione merce|banca|spedire a|banca d appoggio|cassiere|operatore|vettore",
        "pt": "morada de entrega|local de entrega|entregar a|contacto|banco|local de descarga|operador|local de carga",
        "af": "afleweringsadres|kontak|bank|aflewer aan|kassier|kontakpersoon|versend aan",
    },
}

# Legal forms that end a company's name; a trade word stands in it.
LEGAL_FORMS = (
    "sdn bhd|sdn|bhd|s b|plt|pte ltd|pty ltd|pte|pty|ltd|limited|llc|llp|inc|incorporated|corp|corporation|co|company|plc|lp|cc|npc|"
    "gmbh|ag|kg|ohg|gbr|ug|e k|ek|e v|ev|mbh|kgaa|eg|se|e u|co kg|haftungsbeschränkt|versicherungsverein|a g|"
    "sarl|sas|sasu|eurl|sci|snc|sa|s a|s a s|s a r l|scop|b v|bv|n v|nv|vof|v o f|bvba|cv|eenmanszaak|"
    "s l|sl|s l u|slu|s a u|s r l|srl|s p a|spa|s n c|s a s|lda|unipessoal|edms bpk|bpk|beperk|bk|holdings|group|gruppe|"
    "aps|a s|as|ab|oy|oyj|private limited|pvt ltd|pvt|co ltd|partnership|gesellschaft|stiftung|verein|genossenschaft|"
    "cooperative|coöperatie|stichting|association|foundation|trust|society|verband|rechtsanwälte|partner"
)
TRADE_WORDS = (
    "enterprise|trading|restaurant|restoran|stationery|hardware|marketing|store|stores|shop|mart|market|supermarket|hypermarket|"
    "bakery|cafe|café|kafe|coffee|pharmacy|farmasi|apotheke|pharmacie|kedai|perniagaan|syarikat|pasar|electrical|electronics|"
    "services|service|centre|center|motor|motors|auto|books|book|bookstore|gallery|maker|florist|handicraft|hotel|bistro|bar|grill|"
    "kitchen|food|foods|industries|industry|international|retail|wholesale|supplies|supply|solutions|systems|technologies|"
    "technology|consulting|design|studio|media|print|printing|logistics|transport|energy|power|water|telecom|mobile|bank|"
    "insurance|versicherung|handel|markt|bäckerei|metzgerei|autohaus|werkstatt|druckerei|verlag|buchhandlung|gasthaus|"
    "boulangerie|librairie|garage|imprimerie|traiteur|épicerie|brasserie|winkel|bakkerij|slagerij|apotheek|drukkerij|boekhandel|"
    "tienda|panadería|farmacia|librería|taller|ferretería|supermercado|negozio|panificio|ristorante|trattoria|pizzeria|officina|"
    "loja|padaria|farmácia|oficina|restaurante|livraria|slaghuis|bakkery|apteek|dienste|verspreiders|station|petrol|garden|"
    "optical|dental|clinic|klinik|medical|beauty|salon|saloon|fashion|house|world|plaza|parking|delights|ventures|brothers|bros|"
    "holding|agency|agencies|workshop|furniture|equipment|machinery|construction|engineering|university|college|school|tyres|"
    "telecommunications|communications|networks|software|hosting|digital|creative|associates|works|company|cash carry|minimarket"
)
STREET_WORDS = (
    "jalan|jln|lorong|lrg|taman|tmn|seksyen|bandar|lot|persiaran|kampung|lebuh|lebuhraya|ground floor|1st floor|blok|batu|wisma|"
    "street|st|road|rd|avenue|ave|lane|drive|boulevard|blvd|suite|floor|unit|building|way|crescent|court|square|po box|box|"
    "straße|strasse|str|weg|platz|allee|gasse|ufer|postfach|ring|rue|chemin|place|impasse|quai|cedex|bp|route|bd|"
    "laan|plein|straat|postbus|kade|singel|calle|avenida|plaza|paseo|c|avda|carrer|polígono|carretera|via|viale|piazza|corso|"
    "rua|avenida|praça|travessa|estrada|largo|apartado|privaatsak|private bag|posbus|rylaan|no|malaysia|selangor|johor|"
    "kuala lumpur|shah alam|petaling jaya|south africa|united states|deutschland|france|nederland|españa|italia|portugal"
)
# Lines at the top of receipts and invoices that are nobody's name.
NOT_NAMES = (
    "tax invoice|invoice|receipt|cash|cash bill|cash sale|bill|simplified tax invoice|welcome|thank you|tel|fax|phone|date|time|"
    "gst|vat|cashier|table|original|copy|duplicate|page|email|e mail|website|www|http|order|quotation|statement|account|summary|"
    "official receipt|sales receipt|credit note|customer copy|merchant copy|reprint|posted|document|number|terms|due|total|"
    "rechnung|gutschrift|quittung|beleg|kassenbon|bon|seite|datum|telefon|kunde|kopie|original|lieferschein|kundennummer|"
    "facture|reçu|ticket|avoir|date|page|téléphone|duplicata|factuur|bon|kassabon|datum|pagina|klantnummer|creditnota|kwitansie|"
    "factura|recibo|ticket|fecha|página|fattura|ricevuta|scontrino|data|pagina|documento commerciale|fatura|recibo|faktuur|bladsy|"
    "description|qty|item|amount|price|beschreibung|menge|désignation|omschrijving|descripción|descrizione|descrição|"
    "reg no|registration|company no|co no|roc|ust|mwst|tva|btw|iva|iban|bic|swift|opening hours|please|enjoy|your|ref|"
    "bill date|slip|trans|terminal|station|store no|branch|outlet|pos|counter|rounding|change|subtotal|delivery order|"
    "like and follow|find us|goods sold|self collect|take away|dine in|pax|proforma|pro forma|estimate|remittance|payment"
)
