/** Frequent given names of several languages, without those that are words as well (Will, Mark, Grace, May, Rose, Art). */
export const GIVEN_NAMES: ReadonlySet<string> = new Set(
  (
    'James Robert John Michael David William Richard Joseph Thomas Charles Christopher Daniel Matthew Anthony Donald Steven Andrew Paul Joshua Kenneth ' +
    'Kevin Brian George Timothy Ronald Jason Edward Jeffrey Ryan Jacob Gary Nicholas Eric Jonathan Stephen Larry Justin Scott Brandon Benjamin Samuel ' +
    'Gregory Alexander Patrick Jack Dennis Jerry Tyler Aaron Jose Adam Nathan Henry Zachary Douglas Peter Kyle Noah Ethan Jeremy Walter Christian Keith ' +
    'Roger Terry Austin Sean Gerald Carl Harold Dylan Arthur Lawrence Jordan Jesse Bryan Billy Bruce Gabriel Joe Logan Alan Juan Albert Willie Elijah ' +
    'Wayne Randy Vincent Mason Roy Ralph Bobby Russell Bradley Philip Eugene Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Karen Sarah ' +
    'Lisa Nancy Sandra Ashley Emily Kimberly Betty Margaret Donna Michelle Carol Amanda Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia Amy ' +
    'Kathleen Angela Shirley Brenda Emma Anna Pamela Nicole Samantha Katherine Christine Helen Debra Rachel Carolyn Janet Maria Catherine Heather Diane ' +
    'Olivia Julie Joyce Victoria Ruth Virginia Lauren Kelly Christina Joan Evelyn Judith Andrea Hannah Megan Cheryl Jacqueline Martha Madison Teresa ' +
    'Gloria Sara Janice Ann Kathryn Abigail Sophia Frances Jean Alice Judy Isabella Julia Denise Amber Danielle Marilyn Beverly Charlotte Natalie Theresa ' +
    'Diana Brittany Doris Kayla Alexis Lori Tiffany Jane Oliver Harry Liam Lucas Leo Luke Hugo Owen Felix Oscar Simon Martin Stefan Andreas Jürgen Klaus ' +
    'Wolfgang Uwe Bernd Günter Jörg Sven Torsten Matthias Markus Tobias Florian Jonas Lukas Sabine Petra Monika Claudia Birgit Heike Ursula Renate Anke ' +
    'Katja Silke Greta Pierre Jacques Philippe Michel François Nicolas Julien Thierry Laurent Frédéric Sébastien Antoine Guillaume Camille Élodie Céline ' +
    'Aurélie Nathalie Isabelle Sylvie Monique Chloé Manon Carlos Luis Miguel Javier Francisco Antonio Alejandro Manuel Pedro Pablo Diego Fernando Sergio ' +
    'Jorge Alberto Rafael Álvaro Raúl Andrés Carmen Ana Isabel Pilar Dolores Lucía Marta Elena Cristina Raquel Rosario Giuseppe Giovanni Luigi Marco ' +
    'Matteo Luca Francesco Alessandro Lorenzo Giulia Chiara Francesca Valentina Federica Silvia Paola João José Paulo Tiago Ricardo Bruno Gustavo Thiago ' +
    'Fernanda Juliana Mariana Beatriz Piotr Krzysztof Andrzej Tomasz Paweł Michał Marcin Jakub Katarzyna Małgorzata Agnieszka Joanna Magdalena Zofia ' +
    'Lars Erik Anders Johan Karl Nils Björn Mikael Henrik Magnus Olof Ingrid Astrid Karin Kristina Birgitta Maja Freja Jan Pieter Willem Hendrik Daan ' +
    'Sanne Anouk Ivan Dmitri Sergei Alexei Mikhail Nikolai Vladimir Andrei Yuri Igor Olga Natalia Tatiana Svetlana Irina Ekaterina Mehmet Mustafa Ahmet ' +
    'Ali Hüseyin Hasan İbrahim Emre Fatma Ayşe Zeynep Elif Mohammed Muhammad Ahmed Mohamed Omar Hassan Hussein Ibrahim Khalid Youssef Fatima Aisha ' +
    'Layla Mariam Rahul Amit Sanjay Rajesh Suresh Vijay Arjun Ravi Rohan Deepak Anil Vikram Priya Anjali Pooja Neha Ananya Kavita Sunita Lakshmi Wei ' +
    'Hiroshi Takashi Kenji Yuki Haruto Sakura Yoko Jin Minjun Seojun Jiwoo Nguyen Chidi Emeka Ngozi Chinedu Kwame Thabo Sipho'
  ).split(' '),
)
