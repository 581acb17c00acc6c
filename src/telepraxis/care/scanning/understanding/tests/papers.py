"""Papers as clinics in two languages send them, as plain text."""

ENGLISH_LABORATORY = """
                 ST MARY'S HOSPITAL LABORATORY
                     LABORATORY REPORT                      Page 1 of 1
Patient: GARCIA LOPEZ, ANA MARIA      DOB: 04/03/1980      MRN: 1004521
Ordering physician: John Smith, MD    Collected: 02/14/2024 08:30    Reported: 02/15/2024

TEST                    RESULT     FLAG    UNITS        REFERENCE RANGE
HEMATOLOGY
WBC                     11.2        H      10^3/uL      4.0 - 11.0
Hemoglobin              13.5               g/dL         12.0-16.0
Platelet count          250                K/uL         150-400
CHEMISTRY
Glucose, fasting        105         H      mg/dL        70-99
Creatinine              0.9                mg/dL        0.6 - 1.2
eGFR                    >60                mL/min/1.73m2   >60
Potassium               45                 mmol/L       3.5-5.1
Total Cholesterol       201         H      mg/dL        < 200
TSH                     2.31               mIU/L        0.4-4.0
Troponin I              <0.01              ng/mL        <0.04
URINALYSIS
Glucose                 15                 mg/dL
Protein                 30                 mg/dL
pH                      6.0
"""

SPANISH_LABORATORY = """
HOSPITAL UNIVERSITARIO LA PAZ
Informe de análisis clínicos
Paciente: Ana María García López     F. Nac.: 03/04/1980     NHC: 1004521
Fecha de extracción: 05/02/2024       Fecha del informe: 06/02/2024

Bioquímica
Glucosa               105 *    mg/dL      (70 - 110)
Creatinina            0,85     mg/dL      (0,5 - 1,1)
Colesterol HDL        45       mg/dL      [40 - 60]
Hemograma
Leucocitos            7.500    /mm3       4.000 - 11.000
Hemoglobina           13,5     g/dL       12,0 - 16,0
Plaquetas             250.000  /uL        150.000 - 400.000
VSG                   12       mm/h
Validado por: Dra. Luisa Pérez Ruiz
"""

SPANISH_DISCHARGE = """
Hospital General de Valencia
INFORME DE ALTA
Paciente: García López, Ana María
Fecha de nacimiento: 3 de abril de 1980   Historia: 1004521
Fecha de ingreso: 01/03/2024    Fecha de alta: 08/03/2024
Motivo de ingreso: dolor torácico
Antecedentes personales: Hipertensión arterial. No alergias medicamentosas conocidas.
Antecedentes familiares: Padre con diabetes tipo 2
Exploración: TA 135/82 mmHg, FC 78 lpm, Tª 36,7 ºC, SatO2 97%. Peso 72,5 kg. Talla 1,65 m
Diagnóstico principal: Infarto agudo de miocardio sin elevación del ST (I21.4)
Diagnósticos secundarios:
1. Diabetes mellitus tipo 2 (E11.9)
2. Sospecha de apnea del sueño
3. Sin evidencia de insuficiencia cardiaca
Tratamiento al alta:
- Ácido acetilsalicílico 100 mg comprimidos, 1 comprimido cada 24 horas
- Atorvastatina 80 mg 0-0-1
- Suspender ibuprofeno 600 mg
Recomendaciones: control por su médico
Valencia, 8 de marzo de 2024
Fdo.: Dr. Pedro Martínez Gil
"""

ENGLISH_DISCHARGE = """
Riverside Medical Center
Discharge Summary
Patient Name: Ana Garcia Lopez    Date of Birth: April 3, 1980    Medical Record Number: 1004521
Admission Date: 03/14/2024   Discharge Date: 03/18/2024
Allergies: Penicillin (rash), latex, codeine - nausea
Discharge Diagnoses:
1. Type 2 diabetes mellitus without complications  E11.9
2. Essential hypertension (I10)
3. Rule out sleep apnea
4. Vitamin B12 deficiency
Family history: Mother with breast cancer
Vital signs: BP 135/82, HR 78, Temp 98.6 F, SpO2 97%, Wt 160 lb, Ht 5'6"
Discharge medications:
Metformin 500 mg tablet, take 1 tablet by mouth twice daily
Lisinopril 10 mg PO daily
Stop ibuprofen
Electronically signed by Jane Doe, MD
"""

CHEST_XRAY = """
Lakeside Radiology Associates
CHEST X-RAY
Patient: Ana García López   DOB: 3 April 1980   MRN: 1004521
Exam date: 12 January 2025
Indication: Cough for three weeks
Technique: PA and lateral views of the chest
Findings: The lungs are clear. No pleural effusion.
Impression: Normal chest X-ray. No evidence of pneumonia.
Reported by: Dr Helen Osei
"""

ECOGRAFIA = """
CLÍNICA SAN RAFAEL
ECOGRAFÍA ABDOMINAL
Paciente: Ana María García López        Fecha: 22/11/2024
F. Nac.: 03/04/1980                     NHC: 1004521
Hallazgos: Hígado de tamaño normal. Vesícula con una litiasis de 8 mm.
Conclusión: Colelitiasis.
Radióloga: Dra. Nuria Vidal Soler
"""

REFERRAL = """
Hilltop Family Practice
12 Mill Road, Leeds
4 June 2025
Dr Adams
Cardiology Department
REFERRAL LETTER
RE: Ana García López, DOB 03/04/1980, MRN 1004521
Dear Dr Adams
Thank you for seeing this patient with palpitations. She has no known drug allergies.
Her blood pressure was 150/95 and her pulse was 88 bpm.
Current medications: Ramipril 5 mg once daily; amlodipine 10 mg once daily
Yours sincerely
Dr Susan Wright
"""

DERIVACION = """
Centro de Salud Las Rosas
HOJA DE INTERCONSULTA
Paciente: Ana María García López   Edad: 45   Sexo: Mujer
Fecha nacimiento: 03/04/1980   Historia: 1004521   Fecha: 10/09/2025
Motivo de derivación: valoración por Endocrinología
Diagnóstico: Hipotiroidismo (CIE-10: E03.9)
Alergias: Penicilina, AINE
Tratamiento actual: Levotiroxina 75 mcg en ayunas
Médico: Dra. Carmen Ortega Ruiz
"""

PRESCRIPTION = """
Dr John Miller, MD
Oak Street Clinic
PRESCRIPTION
Patient: Ana Garcia Lopez      DOB: 04/03/1980     Date: 09/21/2025
Amoxicillin 500 mg capsules
Take one capsule three times a day for 7 days
Dispense: 21   Refills: 0
Ibuprofen 400 mg tablets, 1 tablet every 8 hours as needed
"""

RECETA = """
RECETA MÉDICA
Paciente: Ana María García López     Fecha de nacimiento: 03/04/1980
Fecha de prescripción: 15/05/2025
Omeprazol 20 mg cápsulas    1 cápsula antes del desayuno
Paracetamol 1 g comprimidos    1 comprimido cada 8 horas si dolor
Médico prescriptor: Dr. Javier Molina Sanz     Nº colegiado: 282812345
"""

VACCINATION_CARD = """
VACCINATION CARD
Name: Ana García López     Date of birth: 3 April 1980
Vaccine              Date          Lot       Manufacturer
Tetanus              12/05/2010    A123      Acme
Hepatitis B          03/06/2010    B777      Acme
"""

CONSENT = """
Hospital Clínico San Carlos
CONSENTIMIENTO INFORMADO
Paciente: Ana María García López   NHC: 1004521   F. Nac.: 03/04/1980
He sido informada de los riesgos de la anestesia. Doy mi consentimiento.
Riesgos: alergia a medicamentos, infección
Alergias: ninguna
Fecha: 02/02/2025
Firma del paciente
"""

INSURANCE_CARD = """
ACME HEALTH PLAN
MEMBER CARD
Name: ANA GARCIA LOPEZ
Member ID: XQ9911223
Group No: 44120        Effective: 01/01/2024
RxBIN: 004336
"""

ECG = """
ELECTROCARDIOGRAM
Name: Ana García López   DOB: 3 Apr 1980   MRN: 1004521
Recorded 14-Aug-2025
Ventricular rate: 72 bpm
PR interval: 160 ms   QRS duration: 92 ms   QT/QTc: 400/420 ms
Normal sinus rhythm
"""

OPERATIVE_NOTE = """
Mercy General Hospital
OPERATIVE REPORT
Patient: Garcia Lopez, Ana     MRN: 1004521     DOB: 04/03/1980
Date of surgery: 11/30/2024
Preoperative diagnosis: Acute appendicitis K35.80
Postoperative diagnosis: Acute appendicitis K35.80
Procedure performed: Laparoscopic appendectomy
Anesthesia: General
Estimated blood loss: 20 mL
Surgeon: Mark Lee, MD
"""

INFORME_QUIRURGICO = """
Hospital La Fe
INFORME QUIRÚRGICO
Paciente: García López, Ana María   NHC: 1004521   F. Nac.: 03/04/1980
Fecha de intervención: 30/11/2024
Diagnóstico preoperatorio: Colelitiasis
Intervención realizada: Colecistectomía laparoscópica
Anestesia: General
Cirujana: Dra. Elena Torres Mas
"""

PATHOLOGY = """
City Pathology Laboratory
SURGICAL PATHOLOGY REPORT
Patient: Ana García López   DOB: 3 April 1980   MRN: 1004521
Received: 2 May 2025   Reported: 6 May 2025
Specimen: Skin of left arm
Gross description: Ellipse of skin 12 x 8 mm
Final diagnosis: Benign melanocytic nevus
Pathologist: Dr Ian Cole
"""

CONSULTA = """
Hospital General de Valencia
INFORME DE CONSULTA
Paciente: Ana María García López   F. Nac.: 03/04/1980   NHC: 1004521
Fecha de consulta: 18/06/2025
Antecedentes personales:
- Asma
- Niega diabetes
- Madre con cáncer de mama
Alergias: No refiere alergias medicamentosas
Juicio clínico: Cefalea tensional
Tratamiento: Paracetamol 650 mg cada 8 horas si precisa
Fdo.: Dra. Rosa Blanco Díaz
"""

EMERGENCY = """
Northside Hospital
EMERGENCY DEPARTMENT NOTE
Patient: Ana García López   DOB: 3 April 1980   MRN: 1004521
Date of service: 7 July 2025
Triage: level 3
Vitals: BP 142/88  HR 104  RR 18  T 38.4 C  SpO2 95%
Allergies: NKDA
Diagnosis: Pneumonia, possible
Medications: none
Attending: Paul Grant, MD
"""

URGENCIAS = """
Hospital Universitario La Paz
INFORME DE URGENCIAS
Paciente: Ana María García López   F. Nac.: 03/04/1980   NHC: 1004521
Fecha: 07/07/2025   Nivel de triaje: 3
Constantes: TA: 142/88 mmHg   FC: 104 lpm   FR: 18 rpm   Tª: 38,4 ºC   SatO2: 95 %
Alergias: no conocidas
Diagnóstico: Neumonía adquirida en la comunidad J18.9
Tratamiento: Amoxicilina/clavulánico 875/125 mg cada 8 horas
"""

METRIC_LABORATORY = """
Northern Pathology Laboratory
BLOOD TEST RESULTS
Name: Ana García López    Date of birth: 3 April 1980    Hospital No: 1004521
Sample date: 21 March 2025
Sodium            139 mmol/L (133-146)      Potassium          4.2 mmol/L (3.5-5.3)
Urea              5.1 mmol/L (2.5-7.8)      Creatinine         72 umol/L (45-84)
HbA1c             48 mmol/mol (20-41) H
Haemoglobin       132 g/L (115-165)
White cell count  6.1 x10^9/L (4.0-11.0)
CRP               <1 mg/L (<5)
"""

FLAT_LABORATORY = """
Informe de laboratorio
Paciente: Ana Garcia Lopez   Fecha: 03/03/2025
Glucosa: 5,4 mmol/l    Urea: 32 mg/dl    Acido urico: 5,1 mg/dl
GOT (AST): 24 U/L      GPT (ALT): 31 U/L   GGT: 18 UI/L
Bilirrubina total: 0,7 mg/dl
Hierro: 88 ug/dl       Ferritina: 55 ng/ml
TSH: 1,9 uUI/ml        T4 libre: 1,2 ng/dl
Indice de aterogenicidad: 3,1
"""

PROGRESS_NOTE = """
PROGRESS NOTE
Patient: Ana García López   DOB: 3 April 1980   MRN: 1004521
Date: 1 October 2025
Subjective: Feels better. Denies chest pain.
Objective: Weight 70.2 kg, Height 165 cm. Glucose was 110 mg/dL this morning.
Assessment: Stable.
Plan: Increase metformin. Glucose monitoring 3 times daily.
"""

PROSE = """
The garden is green in the morning and the birds sing of the sea.
We walked for 5 km to the old house with the red roof, and it was 12 degrees.
"""
