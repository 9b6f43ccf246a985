// Functions for formulas, as programs that use muParser define them.
#ifndef FUNCTIONS_H
#define FUNCTIONS_H

double clampUnit(double x);
double smoothStep(double x);
double mixed(double a, double b, double share);
double distance(double x, double y);
double saturatingAdd(double a, double b);
double wrapped(double x, double period);

#endif
