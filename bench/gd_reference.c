// Reference of bench/simulate.ts: full-matrix gradient descent of a multimodal deep linear network with scalar inputs in
// plain C, by its rank-one gradients. Written while this project was planned, independently of it; kept as it was, so
// that speed and learning times are held against something that shares no line with the simulator.
// gcc -O3 -march=native -ffast-math gd_reference.c -lm; ./a.out L Lf sigmaRatio rho u0 width maxSteps learningRate seed
// quick reference: full-matrix GD for scalar-output multimodal deep linear net via rank-one gradients
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <math.h>
#include <time.h>
static double rn(){double u=(rand()+1.0)/(RAND_MAX+2.0),v=(rand()+1.0)/(RAND_MAX+2.0);return sqrt(-2*log(u))*cos(6.283185307179586*v);}
int main(int c,char**v){
 int L=atoi(v[1]),Lf=atoi(v[2]);double ratio=atof(v[3]),rho=atof(v[4]),u0=atof(v[5]);int N=atoi(v[6]);long T=atol(v[7]);double lr=atof(v[8]);srand(atoi(v[9]));
 double SA=ratio*ratio,SB=1,SAB=rho*ratio; double ya=SA+SAB, yb=SB+SAB;
 // layers: pre A[l], B[l], post P[l]; scalar inputs
 double *A[16],*B[16],*P[16];int nin[17],nout[17];
 for(int l=1;l<=L;l++){nin[l]=l==1?1:N;nout[l]=l==L?1:N;}
 for(int l=1;l<=Lf;l++){int n=nin[l]*nout[l];A[l]=malloc(8*n);B[l]=malloc(8*n);for(int i=0;i<n;i++){A[l][i]=u0/sqrt(n)*rn();B[l][i]=u0/sqrt(n)*rn();}}
 for(int l=Lf+1;l<=L;l++){int n=nin[l]*nout[l];P[l]=malloc(8*n);for(int i=0;i<n;i++)P[l][i]=sqrt(2)*u0/sqrt(n)*rn();}
 double bp[17][N],bA[17][N],bB[17][N],vA[17][N],vB[17][N],vp[17][N];
 double hA=(1+rho/ratio)/2,hB=.5; double tA=-1,tB=-1,pa=0,pb=0;
 for(long t=0;t<T;t++){
  double *bk; bp[L][0]=1;
  for(int l=L;l>Lf;l--){double*o=bp[l-1];memset(o,0,8*nin[l]);for(int i=0;i<nout[l];i++){double b=bp[l][i];double*w=P[l]+i*nin[l];for(int j=0;j<nin[l];j++)o[j]+=b*w[j];}}
  memcpy(bA[Lf],bp[Lf],8*nout[Lf]);memcpy(bB[Lf],bp[Lf],8*nout[Lf]);
  for(int l=Lf;l>=1;l--){double*o=bA[l-1];memset(o,0,8*nin[l]);for(int i=0;i<nout[l];i++){double b=bA[l][i];double*w=A[l]+i*nin[l];for(int j=0;j<nin[l];j++)o[j]+=b*w[j];}
   o=bB[l-1];memset(o,0,8*nin[l]);for(int i=0;i<nout[l];i++){double b=bB[l][i];double*w=B[l]+i*nin[l];for(int j=0;j<nin[l];j++)o[j]+=b*w[j];}}
  double wa=bA[0][0],wb=bB[0][0];
  if(tA<0&&wa>=hA)tA=t-1+(hA-pa)/(wa-pa);
  if(tB<0&&wb>=hB){tB=t-1+(hB-pb)/(wb-pb);break;}
  pa=wa;pb=wb;
  vA[0][0]=ya-wa*SA-wb*SAB; vB[0][0]=yb-wa*SAB-wb*SB;
  for(int l=1;l<=Lf;l++)for(int i=0;i<nout[l];i++){double s=0,q=0;double*w=A[l]+i*nin[l],*x=B[l]+i*nin[l];for(int j=0;j<nin[l];j++){s+=w[j]*vA[l-1][j];q+=x[j]*vB[l-1][j];}vA[l][i]=s;vB[l][i]=q;}
  for(int i=0;i<nout[Lf];i++)vp[Lf][i]=vA[Lf][i]+vB[Lf][i];
  for(int l=Lf+1;l<=L;l++)for(int i=0;i<nout[l];i++){double s=0;double*w=P[l]+i*nin[l];for(int j=0;j<nin[l];j++)s+=w[j]*vp[l-1][j];vp[l][i]=s;}
  for(int l=1;l<=Lf;l++)for(int i=0;i<nout[l];i++){double a=lr*bA[l][i],b=lr*bB[l][i];double*w=A[l]+i*nin[l],*x=B[l]+i*nin[l];for(int j=0;j<nin[l];j++){w[j]+=a*vA[l-1][j];x[j]+=b*vB[l-1][j];}}
  for(int l=Lf+1;l<=L;l++)for(int i=0;i<nout[l];i++){double a=lr*bp[l][i];double*w=P[l]+i*nin[l];for(int j=0;j<nin[l];j++)w[j]+=a*vp[l-1][j];}
 }
 printf("%d %d ratio=%g rho=%g u0=%g N=%d: tA=%.2f tB=%.2f ratio=%.4f\n",L,Lf,ratio,rho,u0,N,tA,tB,tB/tA);
}
