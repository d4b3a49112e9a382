"""Tax forms of several authorities with made-up people; text laid out on a grid."""

BRITISH = """
P60 End of Year Certificate                                 Tax year to 5 April 2024

To the employee:                                            Employee's details
Please keep this certificate in a safe place                Surname            PEMBERTON
                                                            Forenames or initials   HARRIET J
                                                            National Insurance number   JK 12 34 56 D
Pay and Income Tax details           Pay £ p        Tax deducted £ p
Total for year                       35,000.04      4,485.60
Your employer's full name and address
Brightwater Dental Ltd, 12 High Street, Leeds LS2 7HY
"""

GERMAN = """
Ausdruck der elektronischen Lohnsteuerbescheinigung für 2023
Nachstehende Daten wurden maschinell an die Finanzverwaltung übertragen.

Frau                                              1. Bescheinigungszeitraum     01.01.-31.12.
Svenja Petersen                                   3. Bruttoarbeitslohn          46.519,20
Holtenauer Str. 77                                4. Einbehaltene Lohnsteuer     6.853,92
24105 Kiel
Identifikationsnummer: 12 345 678 901
Anschrift und Steuernummer des Arbeitgebers:
Nordlicht Maschinenbau GmbH
Hafenstr. 12
24103 Kiel
"""

SOUTH_AFRICAN = """
                     IT3(b)  Certificate of Investment Income
Kalahari Bank Ltd                                      Year of assessment: 2024
Surname:               Mokoena
First names:           Thandeka Grace
Identity number:       8503215800082
Income tax reference number:   2411296680
Account number    Source code   Interest earned
1234567890        4201          1 250.44
"""

AMERICAN = """
22222   a Employee's social security number        OMB No. 1545-0008
        123-45-6780
b Employer identification number (EIN)      1 Wages, tips, other compensation    2 Federal income tax withheld
98-7654320                                  48500.00                             6835.00
c Employer's name, address, and ZIP code    3 Social security wages              4 Social security tax withheld
Silver Lake Outfitters Inc                  50000.00                             3100.00
1200 Harbor Blvd                            5 Medicare wages and tips            6 Medicare tax withheld
Duluth, MN 55802                            50000.00                             725.00
e Employee's first name and initial   Last name     Suff.    11 Nonqualified plans
Elizabeth A                           Darling
123 Main St
Duluth, MN 55802
Form W-2 Wage and Tax Statement             2023       Department of the Treasury - Internal Revenue Service
"""

FRENCH = """
DIRECTION GÉNÉRALE DES FINANCES PUBLIQUES
Avis d'impôt 2023 établi en 2023
Numéro fiscal déclarant 1 : 30 12 345 678 901
M DUBOIS CLAIRE
15 RUE DE LA PAIX
44100 NANTES
"""

BLANK = """
SCHEDULE D                       Capital Gains and Losses                       OMB No. 1545-0074
(Form 1040)             Attach to Form 1040, 1040-SR, or 1040-NR.                            2023
Department of the Treasury   Use Form 8949 to list your transactions.              Attachment
Internal Revenue Service   Go to www.irs.gov/ScheduleD for instructions.           Sequence No. 12
Name(s) shown on return                                                  Your social security number

Did you dispose of any investment(s) in a qualified opportunity fund during the tax year?   Yes   No
Part I    Short-Term Capital Gains and Losses
For Paperwork Reduction Act Notice, see your tax return instructions.   Schedule D (Form 1040) 2023
"""
